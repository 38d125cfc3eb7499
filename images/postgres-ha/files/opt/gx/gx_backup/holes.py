"""Holes in the archived log: moments of the window that can't be restored, and that nothing brings back."""

from dataclasses import dataclass

from .repository import Contents, Repository
from .wal import missing_segments


@dataclass(frozen=True)
class Holes:
    """The segments missing since the oldest backup, and whether some of them are since the last but one."""

    segments: tuple[str, ...]
    oldest: str
    are_fresh: bool

    @property
    def description(self) -> str:
        """What it means to an operator."""
        return (
            f"{len(self.segments)} segments of the log are missing since {self.oldest}, the first of them "
            f"{self.segments[0]}: the moments in them can't be restored, nor those after them until a backup ended. "
            "The log is dropped where it can't be archived for longer than archive-push-queue-max lasts: look why"
        )

    @property
    def told(self) -> dict[str, object]:
        """What the outcome of a run says of them; nothing where there are none."""
        return {"missingSegments": len(self.segments)} if self.segments else {}


def find_holes(contents: Contents, repository: Repository) -> Holes:
    """Looks from the oldest backup to the newest. Throws Refusal where the repository can't be read."""
    oldest, newest = contents.backups[0], contents.backups[-1]
    before = contents.backups[-2] if len(contents.backups) > 1 else newest
    present = repository.segments(contents.archive)
    missing = missing_segments(present, oldest.first_segment, newest.last_segment)
    fresh = missing_segments(present, before.first_segment, newest.last_segment)
    return Holes(tuple(missing), oldest.label, bool(fresh))
