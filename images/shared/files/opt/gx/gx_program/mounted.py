"""Files that a pod mounts."""

import os
from pathlib import Path

from .say import Refusal


def read_mounted(file: Path, remedy: str) -> str:
    """A file's text, without the space around it. Throws Refusal, which tells the remedy."""
    try:
        return file.read_text().strip()
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}. {remedy}") from None
    except ValueError as error:
        raise Refusal(f"{file}: no text ({error}). {remedy}") from None


def require_writable(volume: Path) -> None:
    """Throws Refusal where this user can't keep data on a volume."""
    if volume.is_dir() and os.access(volume, os.W_OK | os.X_OK):
        return
    ids = f"{os.getuid()}:{os.getgid()}"
    raise Refusal(
        f"{volume} is no folder that uid {os.getuid()} can write: mount a volume there that belongs to {ids}; "
        f"for one that exists: chown {ids} its folder on the node."
    )
