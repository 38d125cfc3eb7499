"""Which backup a restore along a timeline begins with.

By itself pgBackRest 2.45 takes the newest that had ended before the moment, whatever its timeline; PostgreSQL doesn't
recover from one that was made on another branch, or after the branch began.
"""

from datetime import datetime

from gx_program.say import Refusal

from .repository import Backup, Contents, Repository
from .timelines import history_of, timelines_to
from .wal import HISTORY


def newest_backup_along(timeline: int, before: datetime, contents: Contents, repository: Repository) -> Backup:
    """The newest on the way to a timeline that had ended before a moment. Throws Refusal where there is none."""
    files = repository.log_files(contents.archive)
    if timeline > 1 and history_of(timeline) not in files:
        known = ", ".join(str(one) for one in sorted({1, *(int(name[:8], 16) for name in files if HISTORY.fullmatch(name))}))
        raise Refusal(f"timeline: the repository has none of number {timeline}. Choose one of {known}.")
    way = timelines_to(timeline, repository.history(contents.archive, timeline) if timeline > 1 else "")
    # pgBackRest ends the segment with a backup: what is left of a timeline in a later one isn't needed.
    along = [one for one in contents.backups if way.have_complete(one.last_segment)]
    ended = [one for one in along if one.ended_at < before]
    if not ended:
        raise Refusal(
            f"timeline: no backup on the way to timeline {timeline} had ended before {before:%Y-%m-%d %H:%M:%S+00}; "
            f"on that way there are {', '.join(one.label for one in along) or 'none'}. Choose another timeline or moment."
        )
    return ended[-1]
