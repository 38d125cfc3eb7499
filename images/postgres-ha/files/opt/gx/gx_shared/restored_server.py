"""A PostgreSQL that runs on restored files, for nobody but this program."""

import signal
import subprocess
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from gx_program.processes import end
from gx_program.say import Refusal, say

from .command import END_SECONDS
from .hidden_values import without_values
from .progress import NotYet

# On the command line nothing in the restored files, which are Patroni's, wins over them. It is reached by its socket
# alone, archives nothing, and what is lost of it in a crash doesn't matter.
PARAMETERS = {
    "listen_addresses": "",
    "ssl": "off",
    "shared_preload_libraries": "",
    "archive_mode": "off",
    # No session before its recovery ends, so limits of the primary needn't be known.
    "hot_standby": "off",
    "synchronous_standby_names": "",
    "max_connections": "10",
    "shared_buffers": "128MB",
    "dynamic_shared_memory_type": "mmap",
    "autovacuum": "off",
    "fsync": "off",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_line_prefix": "",
    # What it tells gets into the job's log: no values of rows, which details of an error have, nor statements with them.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "lc_messages": "C",
}
HOST_BASED_AUTHENTICATION = "local all all trust\n"
READY = "database system is ready to accept connections"
ENDED_EARLY = "recovery ended before configured recovery target was reached"


class RestoredServer:
    """A server that was started. `socket_folder` is where it is reached."""

    def __init__(self, process: subprocess.Popen[str], socket_folder: str) -> None:
        self._process = process
        self._faults: deque[str] = deque(maxlen=3)
        self._last_line = "none"
        self._is_ready = False
        self.socket_folder = socket_folder
        assert process.stderr
        self._reader = threading.Thread(target=self._read, args=(process.stderr,), daemon=True)
        self._reader.start()

    def require_running(self) -> None:
        """Throws Refusal where it has ended, with its last words."""
        if self._process.poll() is None:
            return
        self._reader.join(END_SECONDS)
        words = "; ".join(self._faults) or f"status {self._process.returncode}"
        remedy = (
            "Segments of the log are missing in the repository: take a full backup, then look why they are."
            if ENDED_EARLY in words
            else "The lines above say more."
        )
        raise Refusal(f"PostgreSQL doesn't run on the restored files: {words}. {remedy}")

    def require_ready(self) -> None:
        """Throws NotYet until its recovery has ended and it takes writes; Refusal where it has ended itself."""
        self.require_running()
        if not self._is_ready:
            raise NotYet(f"its last line is {self._last_line!r}")

    def await_end(self) -> None:
        """Waits until it has ended, which it does only where something is wrong. Throws Refusal then."""
        self._process.wait()
        self.require_running()

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                # Of a message of several lines the others may be a value's.
                if line.startswith("\t"):
                    continue
                self._last_line = without_values(line.rstrip())
                say(f"restored: {self._last_line}")
                self._is_ready = self._is_ready or READY in line
                if line.startswith(("FATAL", "PANIC")):
                    self._faults.append(self._last_line)


@contextmanager
def restored_server(data: Path, socket_folder: Path | None = None) -> Iterator[RestoredServer]:
    """Starts a server on the files in `data` and ends it at last. Without a folder for sockets it has its own."""
    with TemporaryDirectory(prefix="restored-") as folder:
        sockets = str(socket_folder or folder)
        files = {"config_file": "", "ident_file": "", "hba_file": HOST_BASED_AUTHENTICATION}
        for name, content in files.items():
            Path(folder, name).write_text(content)
        parameters = {
            **PARAMETERS,
            "unix_socket_directories": sockets,
            **{name: f"{folder}/{name}" for name in files},
        }
        words = ["postgres", "-D", str(data)]
        for name, value in parameters.items():
            words += ["-c", f"{name}={value}"]
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        try:
            yield RestoredServer(process, sockets)
        finally:
            # At once: its files are removed next.
            end(process, END_SECONDS, signal.SIGQUIT)
