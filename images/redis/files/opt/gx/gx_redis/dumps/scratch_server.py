"""A server that runs on a dump, for nobody but this program."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gx_program.deadline import Deadline
from gx_program.say import Refusal

from ..resp import Connection, ServerError, Unreachable
from ..server_state import parse_info
from ..waiting import attempts

# In a pod of its own: people find it there where it is kept.
SOCKET = "/tmp/dump.sock"
LOG = Path("/tmp/dump.log")
ANSWER_SECONDS = 10
LAST_LINES = 3
# A line that the log begins, and that names no key.
TELLING = re.compile(r"\d+:[A-Z] (?!.*\bkey\b).*", re.IGNORECASE)


class ScratchServer:
    """One that has loaded the dump; `connection` asks it."""

    def __init__(self, process: subprocess.Popen[bytes], connection: Connection) -> None:
        self._process = process
        self.connection = connection

    def await_end(self) -> None:
        """Waits until it has ended, which it does only where something is wrong. Throws Refusal then."""
        raise Refusal(f"valkey-server ended by itself, with status {self._process.wait()}. Run it again.")


@contextmanager
def scratch_server(file: Path, deadline: Deadline) -> Iterator[ScratchServer]:
    """Starts a server with what is in the file, waits until it has loaded it, and ends it at last. Throws Refusal.

    It has no port, only a socket; it saves nothing, so it may be killed.
    """
    command = ["valkey-server", "--port", "0", "--unixsocket", SOCKET, "--unixsocketperm", "700"]
    command += ["--dir", str(file.parent), "--dbfilename", file.name, "--save", "", "--appendonly", "no"]
    command += ["--maxmemory", "0", "--logfile", str(LOG)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        with _loaded(process, deadline) as connection:
            yield ScratchServer(process, connection)
    finally:
        process.kill()
        process.wait()


def _loaded(process: subprocess.Popen[bytes], deadline: Deadline) -> Connection:
    for _ in attempts(deadline.require_left("loading the dump")):
        if process.poll() is not None:
            lines = LOG.read_text(errors="replace").splitlines() if LOG.exists() else []
            last = [line for line in lines if TELLING.fullmatch(line)][-LAST_LINES:]
            raise Refusal(
                f"valkey-server ends on the dump: {'; '.join(last) or process.returncode}: it can't be loaded."
            )
        try:
            connection = Connection(SOCKET, 0, None, ANSWER_SECONDS)
        except Unreachable:
            continue
        try:
            if not parse_info(connection.call("INFO")).is_loading:
                return connection
        except (Unreachable, ServerError):
            pass
        connection.close()
    raise Refusal("valkey-server didn't load the dump in time. Give it more, or more CPU.")
