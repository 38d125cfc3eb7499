"""Versions of objects: when each came about, and which have been kept long enough."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

# Crockford's alphabet, in which a ULID is written: 26 characters, of which the first 10 are its time in milliseconds.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_TIME_LENGTH = 10


class Version(NamedTuple):
    """A version of an object, or the mark that it was deleted."""

    key: str
    id: str
    is_latest: bool
    is_deletion: bool
    last_modified: datetime

    @property
    def since(self) -> datetime:
        """When it was written.

        The server tells the time of the file: of an earlier version, when the next one took its place; of a deletion, when the
        object was written. The version's id has the time in it, but for what was written while no versions were kept.
        """
        return time_of_ulid(self.id) or self.last_modified


def time_of_ulid(text: str) -> datetime | None:
    """The time in a ULID; None for what isn't one."""
    if len(text) != _LENGTH or any(character not in _ALPHABET for character in text):
        return None
    milliseconds = 0
    for character in text[:_TIME_LENGTH]:
        milliseconds = milliseconds * len(_ALPHABET) + _ALPHABET.index(character)
    try:
        return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def by_object(pages: Iterable[tuple[list[Version], str | None]]) -> Iterator[list[Version]]:
    """The versions of each object, the latest first and then the newer before the older.

    Each page comes with the key at which it was cut, None for the last one: that object goes on in the next page.
    """
    held: list[Version] = []
    for page, cut_at in pages:
        objects: dict[str, list[Version]] = {}
        for version in held + page:
            objects.setdefault(version.key, []).append(version)
        held = objects.pop(cut_at, []) if cut_at is not None else []
        yield from map(_newest_first, objects.values())
    if held:
        yield _newest_first(held)


def to_remove(versions: list[Version], before: datetime) -> list[Version]:
    """Which versions of one object go: those replaced before a moment, and a deletion of before it that nothing is left of.

    A deletion with anything behind it stays: removed, it would bring that back.
    """
    if len(versions) == 1:
        (only,) = versions
        return versions if only.is_deletion and only.since < before else []
    return [older for newer, older in zip(versions, versions[1:]) if newer.since < before]


def _newest_first(versions: list[Version]) -> list[Version]:
    return sorted(versions, key=lambda version: (version.is_latest, version.since), reverse=True)
