"""Brings back what a bucket held at a moment and doesn't hold any more, as far as earlier versions are kept.

What was written since under other names stays, and what is replaced stays as an earlier version: this can be undone in the same
way.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from gx_program.say import Refusal, failed, say

from .declaration import read_declaration
from .store import Store, StoreError
from .versions import Version

USAGE = "usage: bring-back BUCKET MOMENT [PREFIX], such as: bring-back postgres-backup 2026-05-04T12:00:00Z postgres/"


def main(arguments: list[str]) -> int:
    """The exit code."""
    try:
        bucket, moment, prefix = parsed(arguments)
        store = Store(read_declaration())
        found = list(to_write_again(store.objects(bucket), moment, prefix))
        for version in found:
            store.write_again(bucket, version)
            say(f"{version.key}: as of {version.since:%Y-%m-%d %H:%M:%SZ} again")
    except (Refusal, StoreError) as error:
        return failed(f"error: {error}")
    say(f"brought back {len(found)} objects as they were at {moment.isoformat()}")
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


def to_write_again(objects: Iterable[list[Version]], moment: datetime, prefix: str) -> Iterator[Version]:
    """The versions that were the latest of their objects at the moment and aren't any more.

    @param objects the versions of each, the latest first
    """
    for versions in objects:
        then = next((version for version in versions if version.since <= moment), None)
        if then and not then.is_deletion and not then.is_latest and then.key.startswith(prefix):
            yield then
