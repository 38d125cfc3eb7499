"""Since when the repository has been without what is off-site, as a file there remembers it."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from gx_dumps.manifest import STAMP, STAMP_FORM
from gx_program.say import say

from .layout import Layout

PATH = "missing.json"


def parsed_missing(content: bytes) -> dict[str, str]:
    """The stamps by paths. Of a file that is spoilt nothing is known, so that all begins to be missed now."""
    try:
        value = json.loads(content)
    except ValueError:
        value = None
    entries = value.items() if isinstance(value, dict) else ()
    known = {path: stamp for path, stamp in entries if isinstance(stamp, str) and STAMP.fullmatch(stamp)}
    if not isinstance(value, dict) or len(known) < len(value):
        say(f"warning: {PATH} off-site is spoilt: what it doesn't say is missed from now on")
    return known


def missing_since(
    layout: Layout, there: Collection[str], source: Collection[str], before: Mapping[str, str], stamp: str
) -> dict[str, str]:
    """What is there and written once and what the source doesn't have, with the stamp of when that was seen first."""
    return {
        path: before.get(path, stamp) for path in sorted(there) if layout.is_written_once(path) and path not in source
    }


def missed_for(missing: Mapping[str, str], days: int, now: datetime) -> list[str]:
    """The paths of what has been missing for longer."""
    before = f"{now - timedelta(days=days):{STAMP_FORM}}"
    return [path for path, stamp in missing.items() if stamp < before]
