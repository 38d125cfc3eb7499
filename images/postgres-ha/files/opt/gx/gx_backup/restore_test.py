"""The proof that backups are good: a restore to a moment of just now, and a look at all that came of it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gx_shared.progress import NotYet, Refusal, Waiter, say

from .checks import count_rows, require_foreign_keys, require_moment, require_sound, require_tables
from .heartbeat import Heartbeat, beat
from .pgbackrest import PgBackRest
from .repository import Repository
from .restored_server import RestoredServer, restored_server
from .settings import Settings

if TYPE_CHECKING:
    from gx_shared.database import Server

Found = TypeVar("Found")


class RestoreTest:
    """One test. `connect` opens a server in a folder with sockets, as its superuser."""

    def __init__(
        self,
        settings: Settings,
        data: Path,
        primary: "Server",
        connect: Callable[[str], "Server"],
        pgbackrest: PgBackRest,
        waiter: Waiter,
    ) -> None:
        self._settings = settings
        self._data = data
        self._primary = primary
        self._connect = connect
        self._pgbackrest = pgbackrest
        self._repository = Repository(settings.stanza, pgbackrest)
        self._waiter = waiter

    def run(self) -> dict[str, object]:
        """Returns what is told of it. Throws Refusal for whatever isn't as it must be."""
        start = self._waiter.now()
        _require_empty(self._data)
        say("[1/5] rows before and after a moment are written on the primary")
        heartbeat = self._waiter.until("the primary", lambda: beat(self._primary, self._settings.database))
        say(f"[2/5] {heartbeat.segment}, in which they are, must get into the repository")
        archived = self._timed(lambda: self._await_archived(heartbeat))
        try:
            say(f"[3/5] the newest backup is restored, for recovery to {heartbeat.moment}")
            restored = self._timed(lambda: self._restore(heartbeat))
            say("[4/5] PostgreSQL recovers from it")
            with restored_server(self._data) as server:
                recovered = self._timed(lambda: self._await_recovery(server))
                say("[5/5] what came of it is looked at")
                found = self._check(server, heartbeat)
        finally:
            # Kubernetes keeps what a pod wrote for as long as it keeps the ended pod.
            shutil.rmtree(self._data, ignore_errors=True)
        return {
            "moment": heartbeat.moment,
            "seconds": round(self._waiter.now() - start),
            "archiveSeconds": archived,
            "restoreSeconds": restored,
            "recoverySeconds": recovered,
            **found,
        }

    def _await_archived(self, heartbeat: Heartbeat) -> None:
        # Of the waiter's own kind, but with an end of its own: what comes after needs time too.
        patience = Waiter(min(self._settings.archive_timeout_seconds, self._waiter.left()))

        def look() -> None:
            newest = self._repository.look().newest_segment
            if newest < heartbeat.segment:
                raise NotYet(f"the newest one there is {newest or 'none'}; container postgres of the primary says why")

        patience.until(f"{heartbeat.segment} in the repository", look)

    def _restore(self, heartbeat: Heartbeat) -> None:
        self._data.mkdir(mode=0o700, exist_ok=True)
        to_moment = ["--type=time", f"--target={heartbeat.moment}", "--target-action=promote"]
        own = [f"--pg1-path={self._data}", "--no-delta", "--archive-mode=off"]
        self._pgbackrest.run("restore", [*own, *to_moment])

    def _await_recovery(self, server: RestoredServer) -> None:
        restored = self._connect(server.socket_folder)

        def look() -> None:
            with restored.session("postgres") as session:
                if session.rows("SELECT pg_is_in_recovery()") != [(False,)]:
                    raise NotYet("it recovers")

        self._asked(server, "PostgreSQL to recover", look)

    def _check(self, server: RestoredServer, heartbeat: Heartbeat) -> dict[str, object]:
        restored, database = self._connect(server.socket_folder), self._settings.database
        self._asked(server, "the rows", lambda: require_moment(restored, heartbeat))
        tables = self._asked(server, "the tables", lambda: require_tables(restored, heartbeat, database))
        rows = self._asked(server, "the number of rows", lambda: count_rows(restored, database, tables))
        keys = self._asked(server, "the foreign keys", lambda: require_foreign_keys(restored, database))
        require_sound(server.socket_folder, self._waiter)
        say(f"{len(tables)} tables with {rows} rows and {keys} foreign keys in {database}; all databases are sound")
        return {"tables": len(tables), "rows": rows, "foreignKeys": keys}

    def _asked(self, server: RestoredServer, what: str, probe: Callable[[], Found]) -> Found:
        def ask() -> Found:
            server.require_running()
            return probe()

        return self._waiter.until(what, ask)

    def _timed(self, act: Callable[[], None]) -> int:
        start = self._waiter.now()
        act()
        return round(self._waiter.now() - start)


def _require_empty(data: Path) -> None:
    if data.exists() and any(data.iterdir()):
        raise Refusal(
            f"{data} isn't empty. Run this in a pod of its own, with an empty volume there: what is restored there is "
            "removed at last."
        )
