"""The dump in /dump, as its source's own image left it."""

import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gx_program.deadline import Deadline
from gx_program.fields import Fields, read_json
from gx_program.say import Refusal

from .digest import Digest, digest_of
from .manifest import facts_of, taken_at
from .settings import Settings

FACTS = "facts.json"
AHEAD_AT_MOST = timedelta(minutes=5)
# Containers of a job, one after the other, that each have timeoutSeconds: one takes the dump, one keeps it.
STEPS = 2


@dataclass(frozen=True)
class Dump:
    """A whole one, and what its source tells of it."""

    file: Path
    taken_at: datetime
    facts: dict[str, Any]
    digest: Digest


def is_ahead(taken: datetime, now: datetime) -> bool:
    """Whether a moment is to come, by more than clocks differ."""
    return taken > now + AHEAD_AT_MOST


def read_dump(folder: Path, settings: Settings, now: datetime, deadline: Deadline) -> Dump:
    """Looks at the dump. Throws Refusal where it isn't whole, too small, or of a moment that can't be."""
    file = folder / settings.file
    remedy = "The container dump lays it there when the dump is whole: look at what that one told."
    try:
        status = file.stat()
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}. {remedy}") from None
    if not stat.S_ISREG(status.st_mode):
        raise Refusal(f"{file}: no plain file. {remedy}")
    if status.st_size < settings.least_bytes:
        raise Refusal(
            f"leastBytes: {file} is of {status.st_size} bytes, less than {settings.least_bytes}. Was the right server "
            "dumped, and is its data there? It isn't kept."
        )
    facts = facts_of(read_json(folder / FACTS, remedy))
    taken = taken_at(Fields(facts))
    if is_ahead(taken, now):
        raise Refusal(
            f"takenAt: {facts['takenAt']} in {folder / FACTS} is ahead of this node's clock, {now:%Y-%m-%dT%H:%M:%SZ}: "
            "it would be the newest backup until then. Set the nodes' clocks right."
        )
    if taken < now - STEPS * timedelta(seconds=settings.timeout_seconds) - AHEAD_AT_MOST:
        raise Refusal(
            f"takenAt: {facts['takenAt']} in {folder / FACTS} is longer ago by this node's clock, {now:%Y-%m-%dT%H:%M:%SZ}, "
            f"than this job may last, {STEPS} times timeoutSeconds, {settings.timeout_seconds}: one of both clocks is wrong. "
            "It isn't kept, and none was removed. Set their clocks right, and run this again."
        )
    return Dump(file, taken, facts, digest_of(file, deadline))
