"""The mark of a restore that isn't finished: it stands from before its begin until the new cluster leads."""

import os
import shutil
from pathlib import Path

from gx_program.say import Refusal, say

MARK = "restore-unfinished"
TEXT = """A restore into this volume isn't finished. While this file is here, the start of this member removes its data
first, and the restore begins anew. To keep the data as it is, remove this file.
"""


def mark_unfinished(data: Path) -> None:
    """Sets the mark beside the data, so that it survives whatever happens next."""
    volume = data.parent
    (volume / MARK).write_text(TEXT)
    _sync(volume / MARK)
    _sync(volume)


def require_mark(data: Path) -> None:
    """Throws Refusal where the mark doesn't stand: then the data is the cluster's."""
    if not (data.parent / MARK).exists():
        raise Refusal(f"{data.parent / MARK} isn't there, so {data} is no unfinished restore. Nothing is removed.")


def remove_unfinished(data: Path) -> None:
    """Removes what the restore left, and what Patroni set aside of it."""
    for folder in (data, data.with_name(f"{data.name}.failed")):
        if folder.exists():
            say(f"removing {folder}, which a restore left unfinished")
            shutil.rmtree(folder)
    _sync(data.parent)


def remove_mark(data: Path) -> None:
    """Takes the mark away: nothing of the restore is left."""
    (data.parent / MARK).unlink()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
