"""Brings a bucket back to what it held at a moment, as far as earlier versions are kept.

What was written since stays as earlier versions: this can be undone in the same way.
"""

import sys
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from .declaration import read_declaration
from .say import Refusal, say
from .store import Store, StoreError
from .versions import Version

USAGE = "usage: bring-back BUCKET MOMENT [PREFIX], such as: bring-back postgres-backup 2026-05-04T12:00:00Z postgres/"


class Step(NamedTuple):
    """What is done to one object."""

    key: str
    version: Version | None
    """The version to write again, None to delete the object."""


def main(arguments: list[str]) -> int:
    """The exit code."""
    try:
        bucket, moment, prefix = parsed(arguments)
        store = Store(read_declaration())
        count = 0
        for step in list(steps(store.objects(bucket), moment, prefix)):
            if step.version:
                store.write_again(bucket, step.version)
                say(f"{step.key}: as of {step.version.since:%Y-%m-%d %H:%M:%SZ} again")
            else:
                store.delete(bucket, step.key)
                say(f"{step.key}: deleted again")
            count += 1
    except (Refusal, StoreError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    say(f"{count} objects brought back to {moment.isoformat()}")
    return 0


def parsed(arguments: list[str]) -> tuple[str, datetime, str]:
    """Bucket, moment and prefix. Throws Refusal with the usage."""
    try:
        bucket, text, *rest = arguments
        moment = datetime.fromisoformat(text)
        (prefix,) = rest or [""]
    except ValueError:
        raise Refusal(USAGE) from None
    if moment.tzinfo is None:
        raise Refusal(f"{text} has no time zone: end it with Z for UTC")
    return bucket, moment, prefix


def steps(objects: Iterable[list[Version]], moment: datetime, prefix: str) -> Iterable[Step]:
    """What is to be done so that each object is again what it was at the moment.

    @param objects the versions of each, newest first
    """
    for versions in objects:
        latest = versions[0]
        then = next((version for version in versions if version.since <= moment), None)
        if not latest.key.startswith(prefix) or then is latest:
            continue
        if then is None or then.is_deletion:
            if not latest.is_deletion:
                yield Step(latest.key, None)
        else:
            yield Step(latest.key, then)
