"""A server that runs on a dump, for nobody but this program."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from gx_program.deadline import Deadline
from gx_program.say import Refusal

from ..resp import Connection, ServerError, Unreachable
from ..server_state import parse_info
from ..waiting import attempts

ANSWER_SECONDS = 10
LAST_LINES = 3


@contextmanager
def scratch_server(file: Path, deadline: Deadline) -> Iterator[Connection]:
    """Starts a server with what is in the file, waits until it has loaded it, and ends it at last. Throws Refusal.

    It has no port, only a socket; it saves nothing, so it may be killed.
    """
    with TemporaryDirectory(prefix="proof-") as folder:
        socket, log = f"{folder}/socket", Path(folder, "log")
        command = ["valkey-server", "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"]
        command += ["--dir", str(file.parent), "--dbfilename", file.name, "--save", "", "--appendonly", "no"]
        command += ["--maxmemory", "0", "--logfile", str(log)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            with _loaded(process, socket, log, deadline) as connection:
                yield connection
        finally:
            process.kill()
            process.wait()


def _loaded(process: subprocess.Popen[bytes], socket: str, log: Path, deadline: Deadline) -> Connection:
    for _ in attempts(deadline.require_left("loading the dump")):
        if process.poll() is not None:
            last = log.read_text(errors="replace").splitlines()[-LAST_LINES:] if log.exists() else []
            raise Refusal(
                f"valkey-server ends on the dump: {'; '.join(last) or process.returncode}: it can't be loaded."
            )
        try:
            connection = Connection(socket, 0, None, ANSWER_SECONDS)
        except Unreachable:
            continue
        try:
            if not parse_info(connection.call("INFO")).is_loading:
                return connection
        except (Unreachable, ServerError):
            pass
        connection.close()
    raise Refusal("valkey-server didn't load the dump in time. Give it more, or more CPU.")
