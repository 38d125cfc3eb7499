"""A snapshot's file: a database, in sectors, and behind it the SHA-256 of it."""

import hashlib
import os
from pathlib import Path

from gx_program.deadline import Deadline
from gx_program.say import Refusal

from .copying import copy_bytes
from .snapshots import TAKE_ONE

SECTOR_BYTES = 512
CHECKSUM_BYTES = hashlib.sha256().digest_size


def copy_snapshot(source: Path, target: Path, deadline: Deadline) -> str:
    """Copies one that is as etcd wrote it; the SHA-256 of the file. Throws Refusal where it is cut off or was changed."""
    with source.open("rb") as stream, target.open("wb") as copy:
        size = os.fstat(stream.fileno()).st_size
        if size % SECTOR_BYTES != CHECKSUM_BYTES:
            raise _damaged(source, f"it is of {size} bytes, not of whole sectors and its checksum: it is cut off")
        found = copy_bytes(stream, copy, size - CHECKSUM_BYTES, f"copy {source.name}", deadline)
        checksum = stream.read(CHECKSUM_BYTES)
        if found.digest() != checksum:
            raise _damaged(source, "its own checksum isn't that of what stands before: it was changed or is damaged")
        copy.write(checksum)
        found.update(checksum)
        return found.hexdigest()


def _damaged(file: Path, why: str) -> Refusal:
    return Refusal(f"{file}: {why}. {TAKE_ONE} anew. Look at this server's disk, and whether it has room.")
