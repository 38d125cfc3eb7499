"""Copies the repository off-site, and removes there what is too old."""

from collections.abc import Collection, Mapping
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from gx_dumps.digest import digest_of
from gx_dumps.put import put
from gx_dumps.store import Entry
from gx_program.deadline import Deadline
from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say

from .catalogs import catalog_paths, due_catalogs
from .copying import BATCH_BYTES, copy_objects, require_all
from .decisions import by_path, differing, due, lacking, some, total_bytes
from .layout import Layout
from .look import Look, look_at, require_backup
from .settings import RepositoryPlaces, RepositorySettings, read_repository_settings
from .stores import Repository, RepositoryOffSite

PLACES = RepositoryPlaces()


def main(arguments: list[str], places: RepositoryPlaces = PLACES, batch_bytes: int = BATCH_BYTES) -> int:
    """Copies and returns the exit code."""
    job_parser(
        "send-repository",
        "Copies off-site what pgBackRest's repository has and the destination hasn't, reads it back, and writes a "
        "catalog there, of which it can be brought back. Then removes there what the repository has no more and what came "
        "more than keepDays ago, and catalogs older than catalogDays, but never the newest four. Where anything fails no "
        "catalog is written, and nothing removed. The repository isn't changed.",
    ).parse_args(arguments)
    return told_outcome(lambda: _Sender(read_repository_settings(places.settings), places, batch_bytes).send())


class _Sender:
    def __init__(self, settings: RepositorySettings, places: RepositoryPlaces, batch_bytes: int) -> None:
        self._settings = settings
        self._work = places.work
        self._batch_bytes = batch_bytes
        self._deadline = Deadline(settings.timeout_seconds)
        self._now = datetime.now(timezone.utc)
        self._layout = Layout(settings.stanza)
        self._bucket = Repository(places.store, settings.folder, self._deadline)
        self._off_site = RepositoryOffSite(places.off_site, settings.folder, self._deadline)

    def send(self) -> dict[str, object]:
        """All of it; what is told of it. Throws Refusal."""
        # Both ways are open, before one is missed halfway.
        first = self._bucket.first_entries()
        there = by_path(self._off_site.first_entries())
        require_backup(self._bucket, self._layout, by_path(first))
        look = look_at(self._bucket, self._layout, self._deadline)
        require_backup(self._bucket, self._layout, look.entries)
        wanted = self._layout.wanted(look.entries.values())
        changed = [f"{one.path} of {one.bytes} bytes, there of {it.bytes}" for one, it in differing(wanted, there)]
        missing = lacking(wanted, there)
        copy_objects(missing, self._bucket, self._off_site, self._work, self._batch_bytes)
        if changed:
            raise Refusal(
                f"{self._bucket.folder} has other objects than off-site, where they stay: {some(changed)}: one was changed "
                f"after it was copied. Find out which, and remove that one. {len(missing)} objects were copied, no catalog "
                "was written, and nothing off-site was removed."
            )
        there = by_path(self._off_site.entries())
        require_all(wanted, there, self._off_site)
        self._put_catalog(look)
        return {
            "copied": len(missing),
            "bytes": total_bytes(missing),
            "removed": self._prune(look, there),
            "backups": self._layout.complete(one.path for one in wanted),
            "newest": {self._settings.source: look.stamp},
            "seconds": round(self._deadline.spent()),
        }

    def _put_catalog(self, look: Look) -> None:
        with TemporaryDirectory(prefix="catalog-") as folder:
            file = Path(folder, "info")
            for path, content in zip(catalog_paths(look.stamp), (look.infos.archive, look.infos.backup)):
                file.write_bytes(content)
                put(self._off_site, file, path, digest_of(file, self._deadline))

    def _prune(self, look: Look, there: Mapping[str, Entry]) -> int:
        catalogs = due_catalogs([*there, *catalog_paths(look.stamp)], self._settings.catalog_days, self._now)
        days = self._settings.keep_days
        manifests, others = due(self._layout, there.values(), look.entries.keys(), days, self._now)
        # In the order in which each refers to the next: nothing is left that names what is gone.
        self._remove(catalogs, f"catalogs older than {self._settings.catalog_days} days")
        for paths in (manifests, others):
            self._remove(paths, f"what the repository has no more and came more than {days} days ago")
        return len(catalogs) + len(manifests) + len(others)

    def _remove(self, paths: Collection[str], what: str) -> None:
        if paths:
            say(f"removing {what}: {some(list(paths))}")
            self._off_site.remove_batch(list(paths))
