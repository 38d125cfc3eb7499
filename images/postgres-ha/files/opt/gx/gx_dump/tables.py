"""The tables of a database that a dump holds, and how many rows each has."""

from typing import TYPE_CHECKING, NamedTuple

from gx_program.say import say
from gx_shared.progress import Waiter

if TYPE_CHECKING:
    from gx_shared.database import Session

REPORT_EVERY_SECONDS = 10.0
# Not those of extensions, which come with them, nor unlogged ones, of which a standby has no rows.
TABLES = r"""
    SELECT format('%I.%I', nspname, relname), nspname || ' ' || relname, relkind = 'r'
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND relpersistence = 'p' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
    ORDER BY 1
"""


class Table(NamedTuple):
    """One table. `listed_as` is how pg_restore lists it; `has_rows` tells it from one that only has partitions."""

    name: str
    listed_as: str
    has_rows: bool


def read_tables(session: "Session") -> list[Table]:
    """All that there are in what the session sees."""
    return [Table(*row) for row in session.rows(TABLES)]


def count_rows(session: "Session", tables: list[Table], waiter: Waiter) -> dict[str, int]:
    """The rows of each table, read from its begin to its end; those of partitions count as the partitions'."""
    counted: dict[str, int] = {}
    next_report = waiter.now() + REPORT_EVERY_SECONDS
    for table in tables:
        [(counted[table.name],)] = session.rows(f"SELECT count(*) FROM ONLY {table.name}")
        if waiter.now() >= next_report:
            say(f"counted: {len(counted)} of {len(tables)} tables")
            next_report = waiter.now() + REPORT_EVERY_SECONDS
    return counted
