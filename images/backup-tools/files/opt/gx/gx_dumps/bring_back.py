"""Brings a backup from off-site back into the bucket, whence the job of its source fetches it."""

from gx_program.deadline import Deadline
from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say

from .copies import copy_backup, is_whole
from .digest import Digest, Digester
from .kept import Kept, read_kept
from .manifest import NAME, Manifest
from .off_site import OffSite, OffSitePlaces, OffSiteSettings, read_off_site_settings
from .store import Store

PLACES = OffSitePlaces()


def main(arguments: list[str], places: OffSitePlaces = PLACES) -> int:
    """Brings back and returns the exit code."""
    parser = job_parser(
        "bring-back",
        "Copies one backup from off-site into the bucket, read back, and refuses to replace another one "
        "there. Nothing off-site is changed.",
        usage="bring-back [-h] (--list | SOURCE STAMP)",
    )
    parser.add_argument("source", nargs="?", metavar="SOURCE", help="whose backup it is, such as redis-dump")
    parser.add_argument("stamp", nargs="?", metavar="STAMP", help="a backup as --list names it")
    parser.add_argument("--list", action="store_true", help="print what is off-site, and whether the bucket has it")
    options = parser.parse_args(arguments)
    if options.list == (options.source is not None) or (options.source is None) != (options.stamp is None):
        parser.error("give SOURCE and STAMP, or --list")

    def run() -> dict[str, object]:
        settings = read_off_site_settings(places.settings)
        deadline = Deadline(settings.timeout_seconds)
        if options.list:
            return _print_tables(settings, places, deadline)
        return _bring_back(options.source, options.stamp, settings, places, deadline)

    return told_outcome(run)


def _print_tables(settings: OffSiteSettings, places: OffSitePlaces, deadline: Deadline) -> dict[str, object]:
    OffSite(places.off_site, settings.sources[0], deadline).first_entries()
    lines = [f"{'SOURCE':<24}  {'STAMP':<16}  {'BYTES':>15}  IN THE BUCKET"]
    count = 0
    for name in settings.sources:
        bucket, off_site = _both(name, places, deadline)
        kept, there = _read(bucket), _read(off_site)
        count += len(there.backups)
        lines += [
            f"{name:<24}  {one.stamp:<16}  {one.bytes:>15}  {'yes' if is_whole(kept, one) else 'no'}"
            for one in sorted(there.backups, key=lambda one: one.stamp)
        ]
        lines += [f"{name:<24}  {stamp:<16}  {'unreadable':>15}" for stamp in there.unreadable]
    for line in lines:
        say(line)
    return {"backups": count}


def _bring_back(
    name: str, stamp: str, settings: OffSiteSettings, places: OffSitePlaces, deadline: Deadline
) -> dict[str, object]:
    if name not in settings.sources:
        raise Refusal(f"SOURCE: {name!r} is not valid. Give one of {', '.join(settings.sources)}.")
    bucket, off_site = _both(name, places, deadline)
    off_site.first_entries()
    there = _read(off_site)
    backup = next((one for one in there.backups if one.stamp == stamp), None)
    if backup is None:
        why = there.unreadable.get(stamp, "it isn't there")
        raise Refusal(f"STAMP: {name}/{stamp} can't be had off-site: {why}. Choose one of those that --list prints.")
    bucket.first_entries()
    _require_no_other(bucket, backup, _read(bucket))
    copy_backup(backup, off_site, bucket, places.work, deadline)
    return {"backup": f"{name}/{stamp}", "bytes": backup.bytes, "seconds": round(deadline.spent())}


def _require_no_other(bucket: Store, backup: Manifest, kept: Kept) -> None:
    """That the bucket has nothing of that stamp but this backup, or what is left of it. Throws Refusal."""
    if backup in kept.backups:
        return
    remedy = "Remove that folder in the bucket, if what is off-site is right."
    if backup.stamp in kept.stamps:
        raise Refusal(f"{bucket.folder}/{backup.stamp} has another {NAME} than the backup off-site. {remedy}")
    if backup.object in kept.entries:
        digester = Digester()
        bucket.read(backup.object, digester.take)
        if digester.digest != Digest(backup.encrypted_bytes, backup.encrypted_sha256):
            raise Refusal(f"{bucket.folder}/{backup.object} is another file than the one off-site. {remedy}")


def _both(name: str, places: OffSitePlaces, deadline: Deadline) -> tuple[Store, OffSite]:
    return Store(places.store, name, deadline), OffSite(places.off_site, name, deadline)


def _read(store: Store) -> Kept:
    return read_kept(store, store.source, store.entries())
