"""Segments of the write-ahead log by name: 8 hexadecimal digits each of timeline, log and segment."""

import re
from collections.abc import Iterable

SEGMENTS_PER_LOG = 0x100
IN_REPOSITORY = re.compile(r"(?:.*/)?([0-9A-F]{24})-[0-9a-f]{40}(?:\.\w+)?")


def segment_in(path: str) -> str | None:
    """The segment that a file of the repository's archive holds; None for other files."""
    found = IN_REPOSITORY.fullmatch(path)
    return found[1] if found else None


def missing_segments(present: Iterable[str], first: str, last: str) -> list[str]:
    """The segments from `first` to `last` that no timeline has, without their timelines.

    After a failover the new timeline has the segment in which it began, and all that follow.
    """
    numbers = {_number(segment) for segment in present}
    return [
        f"{number // SEGMENTS_PER_LOG:08X}{number % SEGMENTS_PER_LOG:08X}"
        for number in range(_number(first), _number(last) + 1)
        if number not in numbers
    ]


def _number(segment: str) -> int:
    return int(segment[8:16], 16) * SEGMENTS_PER_LOG + int(segment[16:24], 16)
