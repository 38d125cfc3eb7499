"""What is to be copied, in which batches, and what off-site is due to go."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from gx_dumps.store import Entry

from .layout import Layout

NAMED_AT_MOST = 5


def lacking(wanted: Sequence[Entry], there: Mapping[str, Entry]) -> list[Entry]:
    """What of the wanted isn't there, in its order."""
    return [one for one in wanted if one.path not in there]


def differing(wanted: Sequence[Entry], there: Mapping[str, Entry]) -> list[tuple[Entry, Entry]]:
    """What of the wanted is there in another size: as it is wanted, and as it is."""
    both = ((one, there.get(one.path)) for one in wanted)
    return [(one, other) for one, other in both if other is not None and other.bytes != one.bytes]


def batches(entries: Sequence[Entry], most_bytes: int) -> Iterator[list[Entry]]:
    """All of them in their order, as many at a time as have no more bytes together; a larger one is alone."""
    batch: list[Entry] = []
    left = most_bytes
    for one in entries:
        if batch and one.bytes > left:
            yield batch
            batch, left = [], most_bytes
        batch.append(one)
        left -= one.bytes
    if batch:
        yield batch


def strangers(layout: Layout, there: Collection[str], source: Collection[str]) -> list[str]:
    """The labels of backups that are there, where the source knows none of them: it is another repository then."""
    labels = layout.complete(there)
    return [] if layout.known(source).intersection(labels) else labels


def due(
    layout: Layout, there: Collection[Entry], missed: Collection[str], keep_days: int, now: datetime
) -> tuple[list[str], list[str]]:
    """What off-site is due to go: manifests, which go first, and all else.

    That is what the source has been seen without for long enough (`missed`), and what came more than `keep_days` ago: a backup
    as a whole, by its last object. What is deleted in the source by mistake, or by a thief, so stays at least until it would
    have expired anyway.
    """
    came: dict[str, datetime] = {}
    for one in there:
        whole = layout.label(one.path) or one.path
        came[whole] = max(one.uploaded_at, came.get(whole, one.uploaded_at))
    before = now - timedelta(days=keep_days)
    paths = sorted(path for path in missed if came[layout.label(path) or path] < before)
    return [one for one in paths if layout.is_manifest(one)], [one for one in paths if not layout.is_manifest(one)]


def total_bytes(entries: Collection[Entry]) -> int:
    """The bytes of all."""
    return sum(one.bytes for one in entries)


def by_path(entries: Collection[Entry]) -> dict[str, Entry]:
    """Each by its path."""
    return {one.path: one for one in entries}


def some(names: Sequence[str]) -> str:
    """The first of them, and how many more there are: a message has an end."""
    more = len(names) - NAMED_AT_MOST
    return ", ".join(names[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
