"""A backup copied from one store to another: only what is as its manifest says, the manifest last."""

from pathlib import Path

from gx_program.deadline import Deadline
from gx_program.say import Refusal, say

from .digest import Digest, digest_of
from .kept import Kept
from .manifest import NAME, Manifest, written
from .put import put
from .store import Store


def copy_backup(backup: Manifest, origin: Store, target: Store, work: Path, deadline: Deadline) -> None:
    """Copies a backup over what the target has of it. Throws StoreFailed, Refusal where it isn't sound."""
    file, manifest = work / f"{backup.file}.age", work / NAME
    try:
        say(f"downloading {backup.source}/{backup.object}, {backup.encrypted_bytes} bytes, from {origin.called}")
        origin.download(backup.object, file)
        # To rclone what isn't there is an empty folder, which it copies without a word.
        found = digest_of(file, deadline) if file.is_file() else Digest(0, "of nothing")
        wanted = Digest(backup.encrypted_bytes, backup.encrypted_sha256)
        if found != wanted:
            raise Refusal(
                f"{backup.source}/{backup.object} is of {found.bytes} bytes with SHA-256 {found.sha256} in "
                f"{origin.called}, and its manifest says {wanted.bytes} with {wanted.sha256}: it was changed or "
                "damaged, and isn't copied. Bring it back from earlier versions, or remove its folder for good."
            )
        put(target, file, backup.object, wanted)
        manifest.write_text(written(backup))
        put(target, manifest, f"{backup.stamp}/{NAME}", digest_of(manifest, deadline))
    finally:
        file.unlink(missing_ok=True)
        manifest.unlink(missing_ok=True)


def is_whole(kept: Kept, backup: Manifest) -> bool:
    """Whether this very backup is kept, its object in full size."""
    entry = kept.entries.get(backup.object)
    return backup in kept.backups and entry is not None and entry.bytes == backup.encrypted_bytes
