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
from .manifest import MOMENT_FORM, facts_of, moment, taken_at
from .settings import Settings

FACTS = "facts.json"
# A fact that a source may tell: when it began to dump, where that isn't when what it dumps was taken.
DUMPED_AT = "dumpedAt"
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
    taken = _require_moments(facts, folder / FACTS, settings, now)
    return Dump(file, taken, facts, digest_of(file, deadline))


def _require_moments(facts: dict[str, Any], file: Path, settings: Settings, now: datetime) -> datetime:
    """When it was taken. Throws Refusal unless, by this node's clock, this job dumped it, and what it has is of no later moment."""
    fields = Fields(facts)
    taken = taken_at(fields)
    # Of a source that dumps what was taken before, only the moment when it began to tells whether the clocks agree.
    judged = DUMPED_AT if fields.has(DUMPED_AT) else "takenAt"
    dumped = moment(fields, DUMPED_AT) if fields.has(DUMPED_AT) else taken
    clock = f"this node's clock, {now:{MOMENT_FORM}}"
    if is_ahead(taken, now):
        raise Refusal(
            f"takenAt: {facts['takenAt']} in {file} is ahead of {clock}: it would be the newest backup until then. Set "
            "the nodes' clocks right."
        )
    remedy = "It isn't kept, and none was removed. Set their clocks right, and run this again."
    if is_ahead(dumped, now):
        raise Refusal(f"{judged}: {facts[judged]} in {file} is ahead of {clock}: one of both clocks is wrong. {remedy}")
    if is_ahead(taken, dumped):
        raise Refusal(
            f"takenAt: {facts['takenAt']} in {file} is after {DUMPED_AT}, {facts[DUMPED_AT]}, when its dump began: the "
            f"clock of what was dumped, or that of the dump, is wrong. {remedy}"
        )
    if dumped < now - STEPS * timedelta(seconds=settings.timeout_seconds) - AHEAD_AT_MOST:
        raise Refusal(
            f"{judged}: {facts[judged]} in {file} is longer ago by {clock}, than this job may last, {STEPS} times "
            f"timeoutSeconds, {settings.timeout_seconds}: one of both clocks is wrong. {remedy}"
        )
    return taken
