"""Copies of the cluster, restored into a pod of their own: made, recovered, asked, and removed at last."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gx_program.say import Refusal, say
from gx_shared.progress import Waiter
from gx_shared.restored_server import RestoredServer, restored_server

from .pgbackrest import PgBackRest

if TYPE_CHECKING:
    from gx_shared.database import Server

Found = TypeVar("Found")


class Copy:
    """One that has recovered. `connection` opens sessions as its superuser."""

    def __init__(self, server: RestoredServer, connection: "Server", waiter: Waiter) -> None:
        self.server = server
        self.connection = connection
        self._waiter = waiter

    def ask(self, what: str, probe: Callable[["Server"], Found]) -> Found:
        """What the probe finds, once it does. Throws Refusal, also where the server has ended."""

        def look() -> Found:
            self.server.require_running()
            return probe(self.connection)

        return self._waiter.until(what, look)


class Copies:
    """Makes copies in a folder, one at a time. `connect` opens a server by its folder with sockets."""

    def __init__(self, data: Path, pgbackrest: PgBackRest, connect: Callable[[str], "Server"], waiter: Waiter) -> None:
        self._data = data
        self._pgbackrest = pgbackrest
        self._connect = connect
        self._waiter = waiter

    @contextmanager
    def restored(self, options: Sequence[str], socket_folder: Path | None = None) -> Iterator[Copy]:
        """A copy by pgBackRest's options for what and to which moment. Throws Refusal where there is data already."""
        self._require_place()
        try:
            own = [f"--pg1-path={self._data}", "--no-delta", "--archive-mode=off"]
            self._pgbackrest.run("restore", [*own, *options])
            say("PostgreSQL recovers from what was restored")
            with restored_server(self._data, socket_folder) as server:
                self._waiter.until("the end of its recovery", server.require_ready)
                yield Copy(server, self._connect(server.socket_folder), self._waiter)
        finally:
            # Kubernetes keeps what a pod wrote for as long as it keeps the ended pod.
            shutil.rmtree(self._data, ignore_errors=True)

    def _require_place(self) -> None:
        try:
            self._data.mkdir(mode=0o700, exist_ok=True)
            is_empty = not any(self._data.iterdir())
        except OSError as error:
            raise Refusal(f"{self._data}: {error.strerror}. Mount an empty volume at {self._data.parent}.") from None
        if not is_empty:
            raise Refusal(
                f"{self._data} isn't empty. Run this in a pod of its own, with an empty volume there: what is "
                "restored there is removed at last."
            )
