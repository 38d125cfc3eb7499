"""The proof that a dump is good: restored into a new server, it has all that was counted when it was taken."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gx_program.say import Refusal, say
from gx_shared.checks import require_foreign_keys, require_sound
from gx_shared.kept_server import keep
from gx_shared.progress import Waiter
from gx_shared.restored_server import RestoredServer, restored_server
from gx_shared.statements import quoted

from .facts import Facts, read_facts
from .run_program import run_program, run_restore
from .settings import Settings
from .tables import count_rows, read_tables

if TYPE_CHECKING:
    from gx_shared.database import Server

Found = TypeVar("Found")

SUPERUSER = "postgres"
# As members begin, but for what only lasting data need.
INITDB = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-sync", "--no-instructions")
DAMAGED = "It was restored just now: look at the server's disk and memory, and run this again."
MOST_NAMED = 5
# Where people find one that is kept: the same in each pod.
KEPT_SOCKETS = Path("/tmp")


def prove_dump(
    settings: Settings,
    folder: Path,
    data: Path,
    connect: Callable[[str], "Server"],
    waiter: Waiter,
    is_kept: bool = False,
) -> dict[str, object]:
    """Restores the dump in `folder` into the empty `data`, which is removed at last. Throws Refusal.

    `connect` opens a server by its folder with sockets. Where `is_kept`, people may look at it until the pod is told to
    end. Returns what is told of it.
    """
    start = waiter.now()
    facts, dump = read_facts(folder), folder / settings.file_name
    if facts.database != settings.database or not dump.is_file():
        raise Refusal(
            f"{folder} holds no {dump.name} of database {settings.database}, but facts of {facts.database}. "
            "Fetch the dump and its facts together."
        )
    _require_place(data)
    try:
        say("[1/3] a server of its own is made")
        run_program(["initdb", f"--pgdata={data}", f"--username={SUPERUSER}", *INITDB], waiter)
        with restored_server(data, KEPT_SOCKETS if is_kept else None) as server:
            waiter.until("the server", server.require_ready)
            found = _Proof(server, connect(server.socket_folder), waiter).run(dump, facts)
            size, seconds = dump.stat().st_size, round(waiter.now() - start)
            if is_kept:
                keep(server, SUPERUSER, settings.database)
    finally:
        # Kubernetes keeps what a pod wrote for as long as it keeps the ended pod.
        shutil.rmtree(data, ignore_errors=True)
    return {"takenAt": facts.taken_at, **found, "bytes": size, "seconds": seconds}


class _Proof:
    """The steps on a server that runs. `connection` opens sessions as its superuser."""

    def __init__(self, server: RestoredServer, connection: "Server", waiter: Waiter) -> None:
        self._server = server
        self._connection = connection
        self._waiter = waiter

    def run(self, dump: Path, facts: Facts) -> dict[str, object]:
        database, sockets = facts.database, self._server.socket_folder
        say(f"[2/3] {dump.name} of {facts.taken_at} is restored")
        self._ask("the database", lambda: self._make(database))
        # Without owners and privileges: those are roles', which a dump of one database doesn't have.
        options = ["--exit-on-error", "--no-owner", "--no-privileges", f"--host={sockets}"]
        run_restore([*options, f"--username={SUPERUSER}", f"--dbname={database}", str(dump)], self._waiter)
        say("[3/3] what came of it is compared with what was counted")
        rows = self._ask("the rows", lambda: self._count(database))
        require_same(facts.tables, rows)
        keys = self._ask("the foreign keys", lambda: require_foreign_keys(self._connection, database))
        require_sound(sockets, self._waiter, DAMAGED)
        say(f"{len(rows)} tables with {facts.rows} rows and {keys} foreign keys; all of it is sound")
        return {"tables": len(rows), "rows": facts.rows, "foreignKeys": keys}

    def _ask(self, what: str, probe: Callable[[], Found]) -> Found:
        def look() -> Found:
            self._server.require_running()
            return probe()

        return self._waiter.until(what, look)

    def _make(self, database: str) -> None:
        with self._connection.session("postgres") as session:
            # Also where an answer got lost, and this is tried again.
            session.execute(f"DROP DATABASE IF EXISTS {quoted(database)}")
            session.execute(f"CREATE DATABASE {quoted(database)} TEMPLATE template0")

    def _count(self, database: str) -> dict[str, int]:
        with self._connection.session(database) as session:
            return count_rows(session, read_tables(session), self._waiter)


def require_same(wanted: dict[str, int], found: dict[str, int]) -> None:
    """That the tables are those that were counted, with as many rows each. Throws Refusal."""
    faults = [
        *(f"{name} is missing" for name in sorted(wanted.keys() - found.keys())),
        *(f"{name} wasn't counted" for name in sorted(found.keys() - wanted.keys())),
        *(
            f"{name} has {found[name]} rows in place of {wanted[name]}"
            for name in sorted(wanted.keys() & found.keys())
            if found[name] != wanted[name]
        ),
    ]
    if faults:
        more = f" and {len(faults) - MOST_NAMED} more" if len(faults) > MOST_NAMED else ""
        raise Refusal(
            f"what was restored isn't what was dumped: {', '.join(faults[:MOST_NAMED])}{more}. "
            "This dump can't be relied on: have a new one taken and proven, and use an older one until then."
        )


def _require_place(data: Path) -> None:
    try:
        is_empty = not data.exists() or not any(data.iterdir())
    except OSError as error:
        raise Refusal(f"{data}: {error.strerror}. Mount an empty volume at {data.parent}.") from None
    if not is_empty:
        raise Refusal(f"{data} isn't empty. Run this in a pod of its own: what is restored there is removed at last.")
