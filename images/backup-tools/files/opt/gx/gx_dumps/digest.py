"""SHA-256 of what is too large to be held in memory."""

import hashlib
import time
from pathlib import Path
from typing import NamedTuple

from gx_program.deadline import Deadline
from gx_program.say import say

from .command import PART_BYTES, REPORT_EVERY_SECONDS


class Digest(NamedTuple):
    """How many bytes there are, and their SHA-256 in hexadecimal."""

    bytes: int
    sha256: str


class Digester:
    """Takes parts and tells the digest of them all."""

    def __init__(self) -> None:
        self._bytes = 0
        self._hash = hashlib.sha256()

    def take(self, part: bytes) -> None:
        """Takes the next part."""
        self._bytes += len(part)
        self._hash.update(part)

    @property
    def digest(self) -> Digest:
        """Of all that was taken so far."""
        return Digest(self._bytes, self._hash.hexdigest())


def digest_of(file: Path, deadline: Deadline) -> Digest:
    """The digest of a file. Throws Refusal at the deadline, OSError where it can't be read."""
    digester = Digester()
    next_report = time.monotonic() + REPORT_EVERY_SECONDS
    with file.open("rb") as stream:
        while part := stream.read(PART_BYTES):
            digester.take(part)
            deadline.require_left(f"read {file.name}")
            if time.monotonic() >= next_report:
                say(f"read {file.name}: {digester.digest.bytes} bytes so far")
                next_report = time.monotonic() + REPORT_EVERY_SECONDS
    return digester.digest
