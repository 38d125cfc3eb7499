"""How far the recovery of a restored server went. One that was to end earlier, or followed another timeline, ends well too."""

from typing import TYPE_CHECKING

from .timelines import timelines_of

if TYPE_CHECKING:
    from gx_shared.database import Server

DATABASE = "postgres"
# After its recovery a server goes on with a timeline of its own, whose history says which one it had followed.
REPLAYED = """
    SELECT to_char(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || '+00',
           segment, pg_read_file('pg_wal/' || left(segment, 8) || '.history')
    FROM pg_walfile_name(pg_current_wal_lsn()) AS segment
"""


def read_replayed(server: "Server") -> dict[str, object]:
    """The timeline that was followed, and when the last transaction replayed had ended; None where there was none.

    Of a server that has recovered and wasn't started again since. Throws NotYet, Refusal.
    """
    with server.session(DATABASE) as session:
        [(moment, segment, history)] = session.rows(REPLAYED)
    return {"timeline": timelines_of(history, segment).left_last, "lastTransaction": moment}
