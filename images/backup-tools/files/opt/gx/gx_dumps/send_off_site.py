"""Copies the backups of all sources off-site, and removes there what is too old."""

from dataclasses import dataclass, field
from datetime import datetime, timezone

from gx_program.deadline import Deadline
from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say
from gx_program.sigterm import ToldToEnd

from .copies import copy_backup, is_whole
from .digest import Digest, Digester
from .kept import Kept, damages, read_kept, too_old, unfinished
from .manifest import NAME, Manifest
from .off_site import OffSite, OffSitePlaces, OffSiteSettings, read_off_site_settings
from .prune import prune
from .store import Store, StoreFailed

PLACES = OffSitePlaces()


def main(arguments: list[str], places: OffSitePlaces = PLACES) -> int:
    """Copies and returns the exit code."""
    job_parser(
        "send-off-site",
        "Copies each backup that is in the bucket and not yet off-site, reads the newest of each source "
        "back from there, and removes off-site what is older than keepDays, but never the newest leastKept of a "
        "source. A source that fails is named, the others are copied; then nothing is removed. The bucket isn't changed.",
    ).parse_args(arguments)
    return told_outcome(lambda: _Sender(read_off_site_settings(places.settings), places).send())


@dataclass
class _Source:
    """One source in the course of a run: what is kept of it off-site, and what of it failed."""

    bucket: Store
    off_site: OffSite
    copied: list[Manifest] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    there: Kept = Kept((), {}, {})

    @property
    def name(self) -> str:
        return self.bucket.source


class _Sender:
    def __init__(self, settings: OffSiteSettings, places: OffSitePlaces) -> None:
        self._settings = settings
        self._places = places
        self._deadline = Deadline(settings.timeout_seconds)
        self._now = datetime.now(timezone.utc)
        self._sources = [
            _Source(Store(places.store, name, self._deadline), OffSite(places.off_site, name, self._deadline))
            for name in settings.sources
        ]

    def send(self) -> dict[str, object]:
        """All of it; what is told of it. Throws Refusal with all that failed."""
        # Both ways are open, before one is missed source by source.
        self._sources[0].bucket.first_entries()
        self._sources[0].off_site.first_entries()
        for source in self._sources:
            try:
                self._copy(source)
            except ToldToEnd:
                raise
            except Refusal as refusal:
                source.failures.append(str(refusal))
            except OSError as error:
                source.failures.append(f"{source.name}: {error.filename or 'a file'}: {error.strerror}")
        failures = [f"{failure.rstrip('.')}." for source in self._sources for failure in source.failures]
        copied = sum(len(source.copied) for source in self._sources)
        if failures:
            raise Refusal(f"{' '.join(failures)} {copied} backups were copied, and nothing off-site was removed.")
        removed = [self._prune(source) for source in self._sources]
        return {
            "copied": copied,
            "removed": sum(removed),
            "newest": {source.name: source.there.stamps[-1] for source in self._sources},
            "seconds": round(self._deadline.spent()),
        }

    def _copy(self, source: _Source) -> None:
        """Copies what lacks, the newest first, and checks what is there. Throws Refusal where it can't go on."""
        say(f"looking at the backups of {source.name}")
        kept = read_kept(source.bucket, source.name, source.bucket.entries())
        if not kept.stamps:
            raise Refusal(
                f"{source.bucket.folder} has no backup. Does the job run that keeps them, and is it the right bucket? "
                "What is off-site stays as it is, to be brought back"
            )
        there = self._read_off_site(source)
        source.failures += [
            f"{source.name}/{stamp}/{NAME} can't be read in the bucket: {reason}"
            for stamp, reason in kept.unreadable.items()
            if stamp not in there.stamps
        ]
        for backup in self._missing(kept, there, source):
            try:
                copy_backup(backup, source.bucket, source.off_site, self._places.work, self._deadline)
                source.copied.append(backup)
            except Refusal as refusal:
                # What is wrong with this one alone is no reason to leave the others.
                if isinstance(refusal, (StoreFailed, ToldToEnd)) or self._deadline.left() == 0:
                    raise
                source.failures.append(str(refusal))
        if source.copied:
            there = self._read_off_site(source)
        source.there = there
        remedy = "Remove its folder there, and it is copied again where the bucket still has it"
        source.failures += [f"off-site {what}. {remedy}" for what in damages(there, source.name)]
        source.failures += [f"off-site {source.name}/{one}/{NAME} can't be read. {remedy}" for one in there.unreadable]
        self._check_newest(source, kept)

    def _read_off_site(self, source: _Source) -> Kept:
        return read_kept(source.off_site, source.name, source.off_site.entries())

    def _missing(self, kept: Kept, there: Kept, source: _Source) -> list[Manifest]:
        """The backups to be copied, newest first: none that would be removed at once, none over one that differs."""
        by_stamp = {one.stamp: one for one in there.backups}
        every = {**{one.stamp: one for one in kept.backups}, **by_stamp}
        old = too_old(list(every.values()), self._settings.keep_days, self._settings.least_kept, self._now)
        missing = []
        for backup in sorted(kept.backups, key=lambda one: one.stamp, reverse=True):
            if by_stamp.get(backup.stamp, backup) != backup:
                source.failures.append(
                    f"{source.name}/{backup.stamp} is another backup in the bucket than off-site, where it stays: one "
                    "was changed after it was copied. Find out which, and remove that one's folder"
                )
            elif backup not in old and backup.stamp not in there.unreadable and not is_whole(there, backup):
                missing.append(backup)
        return missing

    def _check_newest(self, source: _Source, kept: Kept) -> None:
        """Reads the newest through rclone's encryption; where it isn't as its manifest says, it is copied once more."""
        newest = max(source.there.backups, key=lambda one: one.stamp, default=None)
        # What was copied was read back already.
        if newest is None or newest in source.copied or self._reads_back(source, newest):
            return
        say(f"off-site {source.name}/{newest.object} is spoilt")
        if newest not in kept.backups:
            raise Refusal(f"off-site {source.name}/{newest.object} is spoilt, and the bucket has it no more")
        copy_backup(newest, source.bucket, source.off_site, self._places.work, self._deadline)
        source.copied.append(newest)

    def _reads_back(self, source: _Source, backup: Manifest) -> bool:
        say(f"reading {source.name}/{backup.object} back")
        digester = Digester()
        try:
            source.off_site.read(backup.object, digester.take)
        except StoreFailed:
            return False
        return digester.digest == Digest(backup.encrypted_bytes, backup.encrypted_sha256)

    def _prune(self, source: _Source) -> int:
        days, least = self._settings.keep_days, self._settings.least_kept
        old = too_old(source.there.backups, days, least, self._now)
        leftovers = unfinished(source.there, days, self._now)
        prune(source.off_site, old, leftovers, days)
        return len(old) + len(leftovers)
