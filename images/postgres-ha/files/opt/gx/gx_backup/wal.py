"""Files of the write-ahead log by name: a segment's is 8 hexadecimal digits each of timeline, log and segment."""

import re
from collections.abc import Iterable

SEGMENT_BYTES = 16 * 1024 * 1024
SEGMENTS_PER_LOG = 0x100
SEGMENT = re.compile(r"[0-9A-F]{24}")
HISTORY = re.compile(r"[0-9A-F]{8}\.history")
IN_REPOSITORY = re.compile(r"(?:.*/)?([0-9A-F]{24})-[0-9a-f]{40}(?:\.\w+)?")


def segment_in(path: str) -> str | None:
    """The segment that a file of the repository's archive holds; None for other files."""
    found = IN_REPOSITORY.fullmatch(path)
    return found[1] if found else None


def history_in(path: str) -> str | None:
    """The timeline's history that a file of the repository's archive is; None for other files."""
    name = path.rpartition("/")[2]
    return name if HISTORY.fullmatch(name) else None


def segment_number(segment: str) -> int:
    """Its place in the log, counted from 0, whatever its timeline."""
    return int(segment[8:16], 16) * SEGMENTS_PER_LOG + int(segment[16:24], 16)


def missing_segments(present: Iterable[str], first: str, last: str) -> list[str]:
    """The segments from `first` to `last` that no timeline has, without their timelines.

    After a failover the new timeline has the segment in which it began, and all that follow.
    """
    numbers = {segment_number(segment) for segment in present}
    return [
        f"{number // SEGMENTS_PER_LOG:08X}{number % SEGMENTS_PER_LOG:08X}"
        for number in range(segment_number(first), segment_number(last) + 1)
        if number not in numbers
    ]
