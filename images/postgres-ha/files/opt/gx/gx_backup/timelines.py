"""The timelines that a server came along, and which segments of the log are of that way."""

import re
from dataclasses import dataclass

from .wal import SEGMENT_BYTES, segment_number

# Of a history: a timeline before, and the position in the log where it was left.
LEFT = re.compile(r"\s*(\d+)\s+([0-9A-Fa-f]+)/([0-9A-Fa-f]+)\b")
# Beyond the number of any segment.
ENDLESS = 2**40


@dataclass(frozen=True)
class Timelines:
    """Each timeline with the number of the segment in which it was left, or is written now, oldest first."""

    ends: tuple[tuple[int, int], ...]

    def have_complete(self, segment: str) -> bool:
        """Whether all of a segment was written on the way that this server came.

        The segment in which a timeline was left isn't: all of it up to there is in the first segment of the next
        timeline too, by which every restore goes. PostgreSQL itself archives what there is of it as `.partial`.
        """
        timeline, number, begin = int(segment[:8], 16), segment_number(segment), 0
        for one, end in self.ends:
            if one == timeline:
                return begin <= number < end
            begin = end
        return False

    @property
    def left_last(self) -> int:
        """The timeline that was left for the newest one. Only where that has a history."""
        return self.ends[-2][0]

    @property
    def histories(self) -> frozenset[str]:
        """The files that tell of them; of the first timeline there is none."""
        return frozenset(history_of(timeline) for timeline, _ in self.ends if timeline > 1)


def history_of(timeline: int) -> str:
    """The name of a timeline's history."""
    return f"{timeline:08X}.history"


def timelines_of(history: str, current: str) -> Timelines:
    """From the text of the newest history, and the segment that is written now."""
    return Timelines((*_left(history), (int(current[:8], 16), segment_number(current))))


def timelines_to(timeline: int, history: str) -> Timelines:
    """From the text of a timeline's history, empty of the first; all of that timeline counts, however far it was written."""
    return Timelines((*_left(history), (timeline, ENDLESS)))


def _left(history: str) -> list[tuple[int, int]]:
    left = [match for line in history.splitlines() if (match := LEFT.match(line))]
    return [(int(one[1]), (int(one[2], 16) * 2**32 + int(one[3], 16)) // SEGMENT_BYTES) for one in left]
