"""Takes K3s' newest snapshot of etcd, with what it can't be restored without, into one file."""

from datetime import UTC, datetime
from pathlib import Path

from gx_program.deadline import Deadline
from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say

from .archive import ARCHIVE, Unpacked, hashed_of, sha256_of, write_archive
from .encryption import providers_of
from .etcdutl import snapshot_status
from .facts import FACTS, Facts, write_facts
from .server_token import require_token
from .settings import Places, Settings, read_settings
from .snapshot_file import copy_snapshot
from .snapshots import MOMENT_FORM, newest_snapshot

PLACES = Places()
# etcdutl locks what it reads, and K3s' folder can't be written from here.
COPY = "snapshot.part"
MOUNT_TOKEN = "Mount the file token of K3s' folder server there: K3s reads no snapshot without it."
MOUNT_ENCRYPTION = (
    "Mount what the API servers' --encryption-provider-config names there, where Secrets are encrypted by aescbc or "
    "aesgcm. Otherwise they would lie in the snapshot, and so in the backup, in the clear, or nobody could read them."
)


def main(arguments: list[str], places: Places = PLACES) -> int:
    """Dumps and returns the exit code."""
    job_parser(
        "dump-etcd",
        f"Takes K3s' newest snapshot of etcd, when it is whole and young enough, into /dump/{ARCHIVE}, with the servers' "
        f"token and the API servers' encryption configuration. {FACTS} is written last. Runs on a server of K3s, as root.",
    ).parse_args(arguments)
    return told_outcome(lambda: _run(read_settings(places.settings), places))


def _run(settings: Settings, places: Places) -> dict[str, object]:
    deadline, began = Deadline(settings.timeout_seconds), datetime.now(UTC)
    file, part, copy = places.dump / ARCHIVE, places.dump / f"{ARCHIVE}.part", places.dump / COPY
    for old in (places.dump / FACTS, places.dump / f"{FACTS}.part", file, part, copy):
        old.unlink(missing_ok=True)
    try:
        facts = _archive(settings, places, (part, copy), began, deadline)
        part.rename(file)
    finally:
        for unfinished in (part, copy):
            unfinished.unlink(missing_ok=True)
    write_facts(places.dump, facts)
    counts = {"snapshot": facts.snapshot, "keys": facts.keys, "revision": facts.revision}
    return {**counts, "bytes": file.stat().st_size, "seconds": round(deadline.spent(), 1)}


def _archive(settings: Settings, places: Places, files: tuple[Path, Path], began: datetime, deadline: Deadline) -> Facts:
    """Writes the archive, by a copy of the snapshot, and tells of it. Throws Refusal."""
    part, copy = files
    snapshot = newest_snapshot(places.snapshots, settings.most_snapshot_age_minutes, began)
    say(f"copying {snapshot.file}, of {snapshot.moment}")
    snapshot_sha256 = copy_snapshot(snapshot.file, copy, deadline)
    status = snapshot_status(copy, deadline)
    say(f"it has {status.keys} keys at revision {status.revision}")
    if status.keys < settings.least_keys:
        raise Refusal(
            f"leastKeys: {snapshot.file} has {status.keys} keys, fewer than {settings.least_keys}. Is this the right "
            "cluster, and is its data there? It isn't kept."
        )
    small = Unpacked(_read(places.token, MOUNT_TOKEN), _read(places.encryption, MOUNT_ENCRYPTION))
    require_token(small.token, str(places.token), MOUNT_TOKEN)
    providers_of(small.encryption, str(places.encryption), MOUNT_ENCRYPTION)
    deadline.require_left(f"write {ARCHIVE}")
    write_archive(part, small, (snapshot.name, copy), snapshot.taken_at.timestamp())
    deadline.require_left(f"write {ARCHIVE}")
    hashes = (sha256_of(small.encryption), snapshot_sha256)
    sha256 = dict(zip(hashed_of(snapshot.name), hashes, strict=True))
    return Facts(snapshot.moment, f"{began:{MOMENT_FORM}}", snapshot.name, status.revision, status.keys, sha256)


def _read(file: Path, remedy: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}. {remedy}") from None
