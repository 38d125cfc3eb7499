"""The log in this member's own data folder, and what PostgreSQL's archiver is told of it."""

from pathlib import Path

from .timelines import Timelines, history_of, timelines_of
from .wal import HISTORY, SEGMENT, SEGMENT_BYTES

# For each file of the log in `archive_status`: it is to be archived, or needn't be (any more).
READY = ".ready"
DONE = ".done"


class OwnLog:
    """Looks at it, and hands files over to the archiver. Removes nothing: that is PostgreSQL's alone."""

    def __init__(self, data: Path) -> None:
        self._log = data / "pg_wal"
        self._status = self._log / "archive_status"

    def timelines(self, current: str) -> Timelines:
        """Those that led to the segment that is written now."""
        timeline = int(current[:8], 16)
        return timelines_of((self._log / history_of(timeline)).read_text() if timeline > 1 else "", current)

    def files(self) -> list[str]:
        """Segments, complete or not, and histories, sorted. No `.partial`, and nothing else that lies there."""
        return sorted(one.name for one in self._log.iterdir() if HISTORY.fullmatch(one.name) or _is_segment(one))

    def waiting(self) -> set[str]:
        """What the archiver has still to archive."""
        return {one.name.removesuffix(READY) for one in self._status.iterdir() if one.name.endswith(READY)}

    def hand_over(self, name: str) -> bool:
        """Has the archiver archive a file that it needn't have; False where PostgreSQL has removed it meanwhile.

        From then on checkpoints leave it. One that is removing it right now also removes what is made here, or leaves a
        status without a file, which the archiver removes.
        """
        ready, done = self._status / f"{name}{READY}", self._status / f"{name}{DONE}"
        try:
            done.rename(ready)
        except FileNotFoundError:
            if not (self._log / name).exists():
                return False
            ready.touch(mode=0o600)
        return True


def _is_segment(path: Path) -> bool:
    try:
        return bool(SEGMENT.fullmatch(path.name)) and path.stat().st_size == SEGMENT_BYTES
    except FileNotFoundError:
        return False
