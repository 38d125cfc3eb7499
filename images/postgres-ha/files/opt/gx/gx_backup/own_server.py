"""What the server of this member says of itself."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gx_shared.database import Server

DATABASE = "postgres"
# All before it are written through to the disk, in full.
CURRENT = "SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_walfile_name(pg_current_wal_flush_lsn()) END"
# The archiver sleeps for up to a minute. Reading the configuration again wakes it, and changes nothing.
WAKE = "SELECT pg_reload_conf()"


class OwnServer:
    """Both throw NotYet where it doesn't answer, and Refusal."""

    def __init__(self, server: "Server") -> None:
        self._server = server

    def current_segment(self) -> str | None:
        """The segment of the log that is written now; None where the server is no primary."""
        with self._server.session(DATABASE) as session:
            [(segment,)] = session.rows(CURRENT)
        return None if segment is None else str(segment)

    def wake_archiver(self) -> None:
        """Has the archiver look at once for what it has to archive."""
        with self._server.session(DATABASE) as session:
            session.rows(WAKE)
