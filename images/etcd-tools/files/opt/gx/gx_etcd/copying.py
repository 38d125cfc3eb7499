"""Copying what is too large to be held in memory."""

import hashlib
from typing import BinaryIO

from gx_program.deadline import Deadline

PART_BYTES = 1 << 20


def copy_bytes(source: BinaryIO, target: BinaryIO, count: int, what: str, deadline: Deadline) -> "hashlib._Hash":
    """Copies so many bytes, or all there are where that is fewer; the SHA-256 of them. Throws Refusal at the deadline."""
    found = hashlib.sha256()
    while count > 0 and (part := source.read(min(count, PART_BYTES))):
        found.update(part)
        target.write(part)
        count -= len(part)
        deadline.require_left(what)
    return found
