"""Lays a backup of a source into /dump, as that source's own image left it there: the newest, or the one that is asked for."""

import json
from argparse import Namespace
from datetime import datetime, timedelta, timezone

from gx_program.deadline import Deadline
from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say

from .digest import digest_of
from .dump import FACTS, is_ahead
from .encryption import decrypt
from .kept import Kept, read_kept
from .manifest import MOMENT_FORM, NAME, Manifest
from .settings import Places, Settings, read_settings
from .store import Store

PLACES = Places()


def main(arguments: list[str], places: Places = PLACES) -> int:
    """Fetches and returns the exit code."""
    parser = job_parser(
        "fetch",
        "Downloads a backup into /dump, checks and decrypts it, and lays its facts beside it. Without "
        "STAMP it is the newest, which must not be older than mostAgeHours.",
    )
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("stamp", nargs="?", metavar="STAMP", help="a backup as --list names it, however old it is")
    choice.add_argument("--newest", action="store_true", help="the newest that isn't empty, however old it is")
    choice.add_argument("--list", action="store_true", help="print the backups there are, and fetch none")
    options = parser.parse_args(arguments)
    return told_outcome(lambda: _run(read_settings(places.settings), places, options))


def _run(settings: Settings, places: Places, options: Namespace) -> dict[str, object]:
    deadline = Deadline(settings.timeout_seconds)
    store = Store(places.store, settings.source, deadline)
    say(f"looking for backups in {store.folder}")
    kept = read_kept(store, settings.source, store.first_entries())
    if options.list:
        _print_table(kept)
        return {"backups": len(kept.backups)}
    now = datetime.now(timezone.utc)
    stamp = _newest_filled(kept, store) if options.newest else options.stamp
    manifest = _chosen(kept, stamp, settings, store)
    if stamp is None:
        _require_young(manifest, settings, now)
    _fetch(manifest, settings, places, store, deadline)
    return {
        "backup": f"{manifest.source}/{manifest.stamp}",
        "takenAt": f"{manifest.taken_at:{MOMENT_FORM}}",
        "ageHours": round((now - manifest.taken_at) / timedelta(hours=1), 1),
        "bytes": manifest.bytes,
        "seconds": round(deadline.spent()),
    }


def _print_table(kept: Kept) -> None:
    say(f"{'STAMP':<16}  {'BYTES':>15}  {'ENCRYPTED':>15}  CONTENTS")
    by_stamp = {one.stamp: one for one in kept.backups}
    for stamp in kept.stamps:
        one = by_stamp.get(stamp)
        columns = f"{one.bytes:>15}  {one.encrypted_bytes:>15}{_contents(one)}" if one else f"{'unreadable':>15}"
        say(f"{stamp}  {columns}")


def _contents(one: Manifest) -> str:
    if one.contents is None:
        return ""
    count, what = one.contents
    return f"  {count} {what}{', empty' if one.is_empty else ''}"


def _newest_filled(kept: Kept, store: Store) -> str | None:
    """The stamp of the newest that isn't empty; None where there is no backup at all. Throws Refusal."""
    if not kept.stamps:
        return None
    empty = {one.stamp for one in kept.backups if one.is_empty}
    filled = [stamp for stamp in kept.stamps if stamp not in empty]
    if not filled:
        raise Refusal(f"{store.folder} has empty backups alone. Fetch one by its stamp, if you want an empty one.")
    return filled[-1]


def _chosen(kept: Kept, stamp: str | None, settings: Settings, store: Store) -> Manifest:
    """The backup of that stamp, or the newest. Throws Refusal."""
    if not kept.stamps:
        raise Refusal(
            f"{store.folder} has no backup. Does the job that keeps them run, and is it the right bucket? Uploads "
            "without a manifest don't count."
        )
    wanted = stamp or kept.stamps[-1]
    if wanted in kept.unreadable:
        raise Refusal(
            f"{settings.source}/{wanted}/{NAME} can't be read: {kept.unreadable[wanted]}. Bring it back from the "
            "bucket's earlier versions, or fetch another backup by its stamp."
        )
    found = next((one for one in kept.backups if one.stamp == wanted), None)
    if found is None:
        raise Refusal(f"{store.folder} has no backup {wanted}. Choose one of those that fetch --list prints.")
    if found.file != settings.file:
        raise Refusal(f"file: {settings.source}/{wanted} is of {found.file}, and source.json says {settings.file}.")
    # To rclone what isn't there is an empty folder, which it copies without a word.
    if found.object not in kept.entries:
        raise Refusal(
            f"{settings.source}/{found.object} isn't in the object store any more, though its manifest is. Bring it back "
            "from the bucket's earlier versions, or fetch another one by its stamp."
        )
    return found


def _require_young(manifest: Manifest, settings: Settings, now: datetime) -> None:
    age = now - manifest.taken_at
    if is_ahead(manifest.taken_at, now):
        raise Refusal(
            f"takenAt: {manifest.source}/{manifest.stamp} is of a moment to come: a clock is wrong, or somebody put it "
            "there who isn't keep. Set the nodes' clocks right, or remove it and have new keys for the bucket."
        )
    if age > timedelta(hours=settings.most_age_hours):
        raise Refusal(
            f"mostAgeHours: the newest backup, {manifest.source}/{manifest.stamp}, is {age / timedelta(hours=1):.1f} "
            f"hours old, more than {settings.most_age_hours}. Look at why the job that keeps them doesn't end well."
        )


def _fetch(manifest: Manifest, settings: Settings, places: Places, store: Store, deadline: Deadline) -> None:
    """Lays the dump, then its facts: with the facts all of it is there. Throws Refusal where anything differs."""
    encrypted, file = places.dump / f"{settings.file}.age", places.dump / settings.file
    part, facts_part = file.with_name(f"{file.name}.part"), places.dump / f"{FACTS}.part"
    try:
        say(f"downloading {manifest.source}/{manifest.object}, {manifest.encrypted_bytes} bytes")
        store.download(manifest.object, encrypted)
        found = digest_of(encrypted, deadline)
        if found != (manifest.encrypted_bytes, manifest.encrypted_sha256):
            raise Refusal(
                f"{manifest.source}/{manifest.object} is of {found.bytes} bytes with SHA-256 {found.sha256}, and its "
                f"manifest says {manifest.encrypted_bytes} with {manifest.encrypted_sha256}: it was changed or damaged "
                "in the object store. Bring it back from the bucket's earlier versions, or fetch another one by its "
                "stamp."
            )
        say(f"decrypting it to {manifest.bytes} bytes")
        decrypt(encrypted, part, places.identity, manifest.recipient, deadline)
        found = digest_of(part, deadline)
        if found != (manifest.bytes, manifest.sha256):
            raise Refusal(
                f"{manifest.source}/{manifest.object} decrypts to {found.bytes} bytes with SHA-256 {found.sha256}, and "
                f"its manifest says {manifest.bytes} with {manifest.sha256}: the manifest isn't this object's. Fetch "
                "another one by its stamp."
            )
    except BaseException:
        # Nobody must take a part for the whole, or what is wrong for right.
        part.unlink(missing_ok=True)
        raise
    finally:
        encrypted.unlink(missing_ok=True)
    part.rename(file)
    facts_part.write_text(json.dumps(manifest.facts))
    facts_part.rename(places.dump / FACTS)
