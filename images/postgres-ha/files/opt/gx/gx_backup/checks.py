"""What is looked at in a restored cluster. All throw Refusal for what isn't as it must be, NotYet without an answer."""

from typing import TYPE_CHECKING

from gx_program.say import Refusal

from .heartbeat import Heartbeat, read_rows, read_tables

if TYPE_CHECKING:
    from gx_shared.database import Server


def require_moment(server: "Server", heartbeat: Heartbeat) -> None:
    """That what was committed before the moment is there, and what was committed after it isn't."""
    found = read_rows(server, heartbeat)
    if found != ["before"]:
        raise Refusal(
            f"restored to {heartbeat.moment}, the cluster has of the rows 'before' and 'after' that moment: "
            f"{', '.join(found) or 'none'}. Restores to a moment can't be relied on: look at the lines of the "
            "recovery above, and take a full backup."
        )


def require_tables(server: "Server", heartbeat: Heartbeat, database: str) -> list[str]:
    """That the tables are those of the source, and returns them. One made or dropped meanwhile may be there or not."""
    restored = read_tables(server, database)
    always, ever = heartbeat.tables_before & heartbeat.tables_after, heartbeat.tables_before | heartbeat.tables_after
    if always - restored or restored - ever:
        lacking, surplus = (", ".join(sorted(names)) or "none" for names in (always - restored, restored - ever))
        raise Refusal(
            f"database {database}: restored without {lacking}, and with {surplus} that the source doesn't have."
        )
    return sorted(restored)


def count_rows(server: "Server", database: str, tables: list[str]) -> int:
    """How many rows the tables have together; each is read from its begin to its end."""
    with server.session(database) as session:
        return sum(session.rows(f"SELECT count(*) FROM ONLY {table}")[0][0] for table in tables)
