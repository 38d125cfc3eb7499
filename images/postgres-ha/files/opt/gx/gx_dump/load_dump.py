"""Loading a dump into the running cluster: a database that has nothing yet, and all of it or nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gx_program.say import Refusal, say
from gx_shared.progress import Waiter
from gx_shared.statements import quoted

from .facts import read_facts
from .prove_dump import require_same
from .run_program import run_restore
from .settings import Settings
from .tables import count_rows, read_tables
from .take_dump import conninfo

if TYPE_CHECKING:
    from gx_shared.database import Server


def load_dump(
    settings: Settings, database: str, folder: Path, server: "Server", connection: Mapping[str, Any], waiter: Waiter
) -> dict[str, object]:
    """Loads the dump in `folder` into a database of the primary, which is made where it isn't there. Throws Refusal.

    `server` and `connection`, in libpq's parameters, reach the primary as the administrator. Returns what is told of it.
    """
    start = waiter.now()
    facts, dump = read_facts(folder), folder / settings.file_name
    say(f"[1/3] database {database} is looked at")
    waiter.until("the primary", lambda: _make_empty(server, database, connection["user"]))
    say(f"[2/3] {dump.name} of {facts.taken_at} is loaded, all of it or nothing")
    # Without owners, privileges and comments: the job that declares roles gives the first two, and comments are on extensions.
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-comments"]
    run_restore([*options, f"--dbname={conninfo({**connection, 'dbname': database})}", "--no-password", str(dump)], waiter)
    say("[3/3] what came of it is compared with what was counted")
    rows = waiter.until("the rows", lambda: _count(server, database, waiter))
    require_same(facts.tables, rows)
    seconds = round(waiter.now() - start)
    return {"database": database, "takenAt": facts.taken_at, "tables": len(rows), "rows": facts.rows, "seconds": seconds}


def _make_empty(server: "Server", database: str, owner: str) -> None:
    """Sees that the database is there, and has no tables. Throws NotYet, Refusal."""
    with server.session("postgres") as session:
        if session.rows("SELECT FROM pg_database WHERE datname = %s", (database,)) == []:
            session.execute(f"CREATE DATABASE {quoted(database)} OWNER {quoted(owner)} TEMPLATE template0")
    with server.session(database) as session:
        tables = read_tables(session)
    if tables:
        raise Refusal(
            f"database {database} has {len(tables)} tables, such as {tables[0].name}: nothing is loaded over what is there. "
            "Load it into a database of another name, and bring what is missing from there."
        )


def _count(server: "Server", database: str, waiter: Waiter) -> dict[str, int]:
    with server.session(database) as session:
        return count_rows(session, read_tables(session), waiter)
