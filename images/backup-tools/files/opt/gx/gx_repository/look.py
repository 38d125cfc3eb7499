"""A look at the repository that is of one moment, though pgBackRest goes on with it."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

from gx_dumps.manifest import STAMP_FORM
from gx_dumps.store import Entry
from gx_program.deadline import Deadline
from gx_program.say import Refusal, say

from .decisions import by_path
from .layout import Layout
from .stores import BatchStore, Repository

LOOKS = 3
PAUSE_SECONDS = 10.0


@dataclass(frozen=True)
class Infos:
    """The info files, byte by byte."""

    archive: bytes
    backup: bytes


@dataclass(frozen=True)
class Look:
    """What was seen: the moment at which it began, as a stamp, the info files, and all objects by path."""

    stamp: str
    infos: Infos
    entries: Mapping[str, Entry]


def look_at(bucket: Repository, layout: Layout, deadline: Deadline) -> Look:
    """Looks until the info files are the same before the listing and after it. Throws StoreFailed, Refusal."""
    for looks_left in reversed(range(LOOKS)):
        stamp = f"{datetime.now(timezone.utc):{STAMP_FORM}}"
        infos = read_infos(bucket, layout.archive_info, layout.backup_info)
        entries = by_path(bucket.entries())
        if infos == read_infos(bucket, layout.archive_info, layout.backup_info):
            return Look(stamp, infos, entries)
        if looks_left:
            say(f"the info files in {bucket.folder} changed meanwhile: looking again")
            time.sleep(min(PAUSE_SECONDS, deadline.left()))
    raise Refusal(
        f"{bucket.folder}: a backup or its expiry was going on each of {LOOKS} times that this looked. Nothing was copied; "
        "the next run looks again."
    )


def read_infos(store: BatchStore, archive_info: str, backup_info: str) -> Infos:
    """The info files at these paths. Throws StoreFailed."""
    return Infos(store.content(archive_info), store.content(backup_info))


def require_backup(bucket: Repository, layout: Layout, entries: Mapping[str, Entry]) -> None:
    """That there are both info files and a complete backup. Throws Refusal."""
    lacks = _lacks(layout, {path for path, entry in entries.items() if entry.bytes})
    if lacks:
        raise Refusal(
            f"{bucket.folder} has no backup: {lacks}. Does the database archive there, do its backups run, and is it the "
            "right bucket? What is off-site stays as it is, to be brought back."
        )


def _lacks(layout: Layout, paths: Collection[str]) -> str:
    for info in (layout.archive_info, layout.backup_info):
        if info not in paths:
            return f"{info} isn't there, or is empty"
    return "" if layout.complete(paths) else "none is complete"
