"""Copies the repository off-site, and removes there what is too old."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timezone

from gx_dumps.manifest import STAMP_FORM
from gx_dumps.off_site import OffSitePlaces
from gx_dumps.store import Entry
from gx_program.deadline import Deadline
from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say

from .catalogs import catalog_paths, due_catalogs
from .copying import BATCH_BYTES, copy_objects, require_all
from .decisions import by_path, differing, due, lacking, some, strangers, total_bytes
from .layout import Layout
from .look import Look, look_at, require_backup
from .missing import PATH as MISSING, missed_for, missing_since, parsed_missing
from .settings import PLACES, RepositorySettings, read_repository_settings
from .stores import Repository, RepositoryOffSite


def main(arguments: list[str], places: OffSitePlaces = PLACES, batch_bytes: int = BATCH_BYTES) -> int:
    """Copies and returns the exit code."""
    job_parser(
        "send-repository",
        "Copies off-site what pgBackRest's repository has and the destination hasn't, reads it back, and writes a "
        "catalog there, of which it can be brought back. Then removes there what the repository has been without for "
        "catalogDays and what came more than keepDays ago, and catalogs older than catalogDays, but never the newest four. "
        "Where anything fails no catalog is written, and nothing removed. The repository isn't changed.",
    ).parse_args(arguments)
    return told_outcome(lambda: _Sender(read_repository_settings(places.settings), places, batch_bytes).send())


class _Sender:
    def __init__(self, settings: RepositorySettings, places: OffSitePlaces, batch_bytes: int) -> None:
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
        self._require_same(look, there)
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
            "catalog": look.stamp,
            "newest": {self._settings.source: self._newest(wanted, look)},
            "seconds": round(self._deadline.spent()),
        }

    def _require_same(self, look: Look, there: Mapping[str, Entry]) -> None:
        """That what is off-site are copies of this repository. Throws Refusal.

        One that was made anew, for an empty database or a new store, has the same folder and other keys: of both together
        none could be restored, and the newest catalog would be that of the empty one.
        """
        labels = strangers(self._layout, there.keys(), look.entries.keys())
        if labels:
            raise Refusal(
                f"{self._off_site.folder} off-site has the backups {some(labels)}, of which {self._bucket.folder} knows none: "
                "it is another repository, and nothing of it is copied over that one. Bring that one back, or move its "
                "folder off-site to another name, if this one is to go there from now on."
            )

    def _newest(self, wanted: Sequence[Entry], look: Look) -> str:
        """The moment up to which the database can be had from there: when its log came to the bucket last."""
        log = [one.uploaded_at for one in wanted if self._layout.is_log(one.path)]
        return f"{max(log).astimezone(timezone.utc):{STAMP_FORM}}" if log else look.stamp

    def _put_catalog(self, look: Look) -> None:
        for path, content in zip(catalog_paths(look.stamp), (look.infos.archive, look.infos.backup)):
            self._off_site.put_content(path, content)

    def _missing(self, look: Look, there: Mapping[str, Entry]) -> Mapping[str, str]:
        """Since when the repository has been without what is off-site, remembered there for the next run."""
        before = parsed_missing(self._off_site.content(MISSING)) if MISSING in there else {}
        missing = missing_since(self._layout, there.keys(), look.entries.keys(), before, look.stamp)
        if missing != before:
            self._off_site.put_content(MISSING, json.dumps(missing, indent=1).encode())
        return missing

    def _prune(self, look: Look, there: Mapping[str, Entry]) -> int:
        catalogs = due_catalogs([*there, *catalog_paths(look.stamp)], self._settings.catalog_days, self._now)
        days = self._settings.keep_days
        missed = missed_for(self._missing(look, there), self._settings.catalog_days, self._now)
        manifests, others = due(self._layout, there.values(), missed, days, self._now)
        # In the order in which each refers to the next: nothing is left that names what is gone.
        self._remove(catalogs, f"catalogs older than {self._settings.catalog_days} days")
        for paths in (manifests, others):
            self._remove(paths, f"what the repository has no more and came more than {days} days ago")
        return len(catalogs) + len(manifests) + len(others)

    def _remove(self, paths: Collection[str], what: str) -> None:
        if paths:
            say(f"removing {what}: {some(list(paths))}")
            self._off_site.remove_batch(list(paths))
