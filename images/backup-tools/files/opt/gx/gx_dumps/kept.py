"""What is kept of a source: backups, uploads that nobody finished, and what can't be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from gx_program.say import Refusal, say

from .manifest import NAME, STAMP, Manifest, parsed
from .store import Entry, Store


@dataclass(frozen=True)
class Kept:
    """The backups oldest first, why other manifests can't be read by their stamps, and all objects by path."""

    backups: tuple[Manifest, ...]
    unreadable: Mapping[str, str]
    entries: Mapping[str, Entry]

    @property
    def stamps(self) -> list[str]:
        """All stamps with a manifest, oldest first."""
        return sorted([*(one.stamp for one in self.backups), *self.unreadable])


def read_kept(store: Store, source: str, entries: Sequence[Entry]) -> Kept:
    """Reads the manifests among the entries, and tells of those that can't be read. Throws StoreFailed, Refusal."""
    by_path = {one.path: one for one in entries}
    stamps = sorted(stamp for path in by_path if (stamp := _stamp_with_manifest(path)))
    backups: list[Manifest] = []
    unreadable: dict[str, str] = {}
    with TemporaryDirectory(prefix="manifests-") as folder:
        if stamps:
            store.download_each(NAME, Path(folder))
        for stamp in stamps:
            try:
                backups.append(parsed(Path(folder, stamp, NAME).read_bytes(), source, stamp))
            except FileNotFoundError:
                unreadable[stamp] = f"{store.called} didn't give it"
            except Refusal as reason:
                unreadable[stamp] = str(reason)
    for stamp, reason in unreadable.items():
        say(f"warning: {source}/{stamp}/{NAME} can't be read: {reason}. That backup is never removed: look at it.")
    return Kept(tuple(backups), unreadable, by_path)


def damages(kept: Kept, source: str) -> list[str]:
    """Of each backup whose object isn't there in its manifest's size, what is wrong with it."""
    wrong = []
    for one in kept.backups:
        entry = kept.entries.get(one.object)
        if entry is None:
            wrong.append(f"{source}/{one.object} isn't there")
        elif entry.bytes != one.encrypted_bytes:
            wrong.append(f"{source}/{one.object} is of {entry.bytes} bytes, not of {one.encrypted_bytes}")
    return wrong


def require_whole(kept: Kept, source: str) -> None:
    """That the object of each backup is there, in its manifest's size. Throws Refusal naming those that aren't."""
    wrong = damages(kept, source)
    if wrong:
        raise Refusal(
            f"{'; '.join(wrong)}. These backups can't be restored, so none was removed. Bring the objects back from "
            "the bucket's earlier versions, or remove their folders for good."
        )


def too_old(backups: Sequence[Manifest], keep_days: int, least_kept: int, now: datetime) -> list[Manifest]:
    """The backups that are due to go, oldest first: never one of the newest `least_kept`, nor of those that aren't empty."""
    ordered = sorted(backups, key=lambda one: one.taken_at)
    # Whatever emptied the source would otherwise, after some days, have emptied its backups too.
    stay = {one.stamp for one in [*ordered[-least_kept:], *[one for one in ordered if not one.is_empty][-least_kept:]]}
    before = now - timedelta(days=keep_days)
    return [one for one in ordered if one.taken_at < before and one.stamp not in stay]


def unfinished(kept: Kept, keep_days: int, now: datetime) -> list[str]:
    """Paths of objects without a manifest that would be due to go with one: uploads that weren't finished.

    Not sooner: the manifest of a good backup may be what got lost.
    """
    with_manifest = set(kept.stamps)
    return sorted(
        path
        for path, entry in kept.entries.items()
        if (stamp := path.split("/")[0]) not in with_manifest
        and STAMP.fullmatch(stamp)
        and "/" in path
        and entry.uploaded_at < now - timedelta(days=keep_days)
    )


def _stamp_with_manifest(path: str) -> str | None:
    stamp, _, name = path.partition("/")
    return stamp if name == NAME and STAMP.fullmatch(stamp) else None
