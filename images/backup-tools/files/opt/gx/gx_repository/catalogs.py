"""Catalogs off-site: the info files of the repository as a run found them. All that they refer to is there."""

from collections.abc import Collection
from datetime import datetime, timedelta

from gx_dumps.manifest import STAMP, STAMP_FORM

from .layout import ARCHIVE_INFO, BACKUP_INFO

FOLDER = "catalogs"
# What there is to be brought back, however long nothing was sent.
LEAST_KEPT = 4


def catalog_paths(stamp: str) -> tuple[str, str]:
    """Where its copies of archive.info and backup.info are. The second is put last, and completes it."""
    return f"{FOLDER}/{stamp}/{ARCHIVE_INFO}", f"{FOLDER}/{stamp}/{BACKUP_INFO}"


def complete_catalogs(paths: Collection[str]) -> list[str]:
    """The stamps of those with both files, oldest first."""
    there = set(paths)
    return sorted(
        stamp for stamp in {_stamp(path) for path in paths} if stamp and there.issuperset(catalog_paths(stamp))
    )


def due_catalogs(paths: Collection[str], catalog_days: int, now: datetime) -> list[str]:
    """The paths of catalogs, and of halves of some, that are older: never of the newest four that are complete."""
    stay = complete_catalogs(paths)[-LEAST_KEPT:]
    before = f"{now - timedelta(days=catalog_days):{STAMP_FORM}}"
    return sorted(path for path in paths if (stamp := _stamp(path)) and stamp < before and stamp not in stay)


def _stamp(path: str) -> str | None:
    folder, _, rest = path.partition("/")
    stamp, slash, _ = rest.partition("/")
    return stamp if folder == FOLDER and slash and STAMP.fullmatch(stamp) else None
