"""Keeps the dump of a source: encrypted and read back; only then are old ones removed."""

from collections.abc import Container
from dataclasses import replace
from datetime import datetime, timezone

from gx_program.deadline import Deadline
from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say

from .clock import require_right_clock
from .digest import Digest, digest_of
from .dump import Dump, read_dump
from .encryption import encrypt
from .kept import Kept, read_kept, require_whole, too_old, unfinished
from .manifest import NAME, Manifest, written
from .prune import prune
from .put import put
from .settings import Places, Settings, read_settings
from .store import Store

PLACES = Places()
# What two manifests of one moment have in common that are of the same dump, for the same identity.
SAME = ("file", "bytes", "sha256", "recipient")


def main(arguments: list[str], places: Places = PLACES) -> int:
    """Keeps the dump and returns the exit code."""
    parser = job_parser(
        "keep",
        "Checks the dump in /dump, encrypts it with age, uploads it, reads it back, and removes backups "
        "that are older than keepDays, but never the newest leastKept. A dump that is kept already isn't uploaded "
        "again. Whatever fails, none is removed.",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="tell what would be uploaded and removed, and do neither"
    )
    options = parser.parse_args(arguments)
    return told_outcome(lambda: _run(read_settings(places.settings), places, options.dry_run))


def _run(settings: Settings, places: Places, is_dry_run: bool) -> dict[str, object]:
    deadline = Deadline(settings.timeout_seconds)
    now = datetime.now(timezone.utc)
    say(f"looking at the dump, {places.dump / settings.file}")
    dump = read_dump(places.dump, settings, now, deadline)
    store = Store(places.store, settings.source, deadline)
    keeper = _Keeper(settings, dump, store, now, deadline)
    return keeper.try_out() if is_dry_run else keeper.keep()


class _Keeper:
    """Keeps one dump. All throw Refusal."""

    def __init__(self, settings: Settings, dump: Dump, store: Store, now: datetime, deadline: Deadline) -> None:
        self._settings = settings
        self._dump = dump
        self._store = store
        self._now = now
        self._deadline = deadline
        # What isn't known before the dump is encrypted stays empty until then.
        self._manifest = Manifest(
            source=settings.source,
            taken_at=dump.taken_at,
            file=settings.file,
            bytes=dump.digest.bytes,
            sha256=dump.digest.sha256,
            encrypted_bytes=0,
            encrypted_sha256="",
            recipient=settings.recipient,
            facts=dump.facts,
        )
        self._is_kept_already = False

    @property
    def _backup(self) -> str:
        return f"{self._settings.source}/{self._manifest.stamp}"

    def keep(self) -> dict[str, object]:
        """All of it; what is told of it."""
        entries = self._store.first_entries()
        if self._has_backup({entry.path for entry in entries}):
            kept = read_kept(self._store, self._settings.source, entries)
            self._require_same(kept)
        else:
            self._upload()
            kept = read_kept(self._store, self._settings.source, self._store.entries())
            if self._manifest not in kept.backups:
                raise Refusal(
                    f"{self._backup} was uploaded, and isn't in the listing. No backup was removed. Run it again."
                )
        require_whole(kept, self._settings.source)
        old = too_old(kept.backups, self._settings.keep_days, self._settings.least_kept, self._now)
        leftovers = unfinished(kept, self._settings.keep_days, self._now)
        prune(self._store, old, leftovers, self._settings.keep_days)
        return self._told(kept, len(kept.backups) - len(old), len(old), len(leftovers))

    def try_out(self) -> dict[str, object]:
        """Looks at everything and tells what `keep` would do."""
        kept = read_kept(self._store, self._settings.source, self._store.first_entries())
        if self._has_backup(kept.entries):
            self._require_same(kept)
        require_whole(kept, self._settings.source)
        backups = [*kept.backups, *([] if self._is_kept_already else [self._manifest])]
        old = too_old(backups, self._settings.keep_days, self._settings.least_kept, self._now)
        leftovers = unfinished(kept, self._settings.keep_days, self._now)
        if not self._is_kept_already:
            say(f"would upload {self._settings.source}/{self._manifest.object}, from {self._manifest.bytes} bytes")
        for backup in old:
            say(f"would remove {backup.source}/{backup.stamp}, which is older than {self._settings.keep_days} days")
        for path in leftovers:
            say(f"would remove {self._settings.source}/{path}, an upload that wasn't finished")
        return {"dryRun": True, **self._told(kept, len(backups) - len(old), len(old), len(leftovers))}

    def _has_backup(self, paths: Container[str]) -> bool:
        """Whether the dump's moment has its backup. It isn't written over: between its object and its manifest it would be none."""
        return f"{self._manifest.stamp}/{NAME}" in paths

    def _require_same(self, kept: Kept) -> None:
        """Goes on with the backup of the dump's moment, which is of this very dump. Throws Refusal where it is another one."""
        what = f"{self._backup} is kept already"
        remedy = "Take another dump: this one's moment has its backup."
        if unreadable := kept.unreadable.get(self._manifest.stamp):
            raise Refusal(f"{what}, and its {NAME} can't be read: {unreadable}. Look at it. {remedy}")
        found = next(one for one in kept.backups if one.stamp == self._manifest.stamp)
        # Encrypted anew, the same dump is another object.
        differing = [field for field in SAME if getattr(found, field) != getattr(self._manifest, field)]
        if differing:
            raise Refusal(f"{what}, and it is another one than this dump, by {' and '.join(differing)}. {remedy}")
        say(f"{what}, of this very dump: nothing is uploaded")
        self._manifest = found
        self._is_kept_already = True

    def _upload(self) -> None:
        """Uploads object and manifest. An object that can't be read back, or came at a wrong time, gets no manifest."""
        folder = self._dump.file.parent
        encrypted = folder / f"{self._settings.file}.age"
        say(f"encrypting {self._manifest.bytes} bytes")
        encrypt(self._dump.file, encrypted, self._settings.recipient, self._deadline)
        size, sha256 = digest_of(encrypted, self._deadline)
        self._manifest = replace(self._manifest, encrypted_bytes=size, encrypted_sha256=sha256)
        began = datetime.now(timezone.utc)
        put(self._store, encrypted, self._manifest.object, Digest(size, sha256))
        uploaded = {entry.path: entry.uploaded_at for entry in self._store.entries()}.get(self._manifest.object)
        if uploaded is None:
            raise Refusal(f"{self._backup} was uploaded, and isn't in the listing. No backup was removed. Run it again.")
        require_right_clock(uploaded, began, datetime.now(timezone.utc))
        encrypted.unlink()
        file = folder / NAME
        file.write_text(written(self._manifest))
        put(self._store, file, f"{self._manifest.stamp}/{NAME}", digest_of(file, self._deadline))

    def _told(self, kept: Kept, backups: int, removed: int, leftovers: int) -> dict[str, object]:
        return {
            "backup": self._backup,
            **({"alreadyKept": True} if self._is_kept_already else {}),
            "bytes": self._manifest.bytes,
            "encryptedBytes": self._manifest.encrypted_bytes,
            "backups": backups,
            "removed": removed,
            "removedUnfinished": leftovers,
            **({"unreadable": sorted(kept.unreadable)} if kept.unreadable else {}),
            "seconds": round(self._deadline.spent()),
        }
