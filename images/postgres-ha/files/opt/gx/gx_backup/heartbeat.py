"""Rows on the primary that prove to which moment a restore went: one that must be in it, and one that must not."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gx_shared.database import Server

DATABASE = "postgres"
MAKE = """
    CREATE SCHEMA IF NOT EXISTS gx_backup;
    CREATE TABLE IF NOT EXISTS gx_backup.heartbeat (
        run text NOT NULL,
        position text NOT NULL CHECK (position IN ('before', 'after')),
        written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (run, position)
    );
"""
FORGET_OLD = "DELETE FROM gx_backup.heartbeat WHERE written_at < now() - interval '7 days'"
WRITE = "INSERT INTO gx_backup.heartbeat (run, position) VALUES (%s, %s) RETURNING position"
READ = "SELECT position FROM gx_backup.heartbeat WHERE run = %s ORDER BY position"
# As pgBackRest and PostgreSQL both read it.
NOW = "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00'"
END_SEGMENT = "SELECT pg_walfile_name(pg_switch_wal())"
TABLES = r"""
    SELECT format('%I.%I', nspname, relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND relpersistence <> 't' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
"""


@dataclass(frozen=True)
class Heartbeat:
    """A moment, the segment of the log that it is in at the latest, and which tables there were around it."""

    run: str
    moment: str
    segment: str
    tables_before: frozenset[str]
    tables_after: frozenset[str]


def beat(primary: "Server", database: str) -> Heartbeat:
    """Writes both rows, with the moment between them, and ends the segment. Throws NotYet, Refusal."""
    run = str(uuid.uuid4())
    tables_before = read_tables(primary, database)
    with primary.session(DATABASE) as session:
        session.execute(MAKE)
        session.execute(FORGET_OLD)
        session.rows(WRITE, (run, "before"))
        [(moment,)] = session.rows(NOW)
        session.rows(WRITE, (run, "after"))
        [(segment,)] = session.rows(END_SEGMENT)
    return Heartbeat(run, moment, segment, tables_before, read_tables(primary, database))


def read_rows(server: "Server", heartbeat: Heartbeat) -> list[str]:
    """Which of the two rows there are. Throws NotYet, Refusal."""
    with server.session(DATABASE) as session:
        return [position for (position,) in session.rows(READ, (heartbeat.run,))]


def read_tables(server: "Server", database: str) -> frozenset[str]:
    """The tables of a database that aren't PostgreSQL's own. Throws NotYet, Refusal."""
    with server.session(database) as session:
        return frozenset(name for (name,) in session.rows(TABLES))
