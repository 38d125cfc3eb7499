"""What kubelet asks of a process that looks again and again: whether it still does."""

import time
from pathlib import Path

from .say import failed


def looked(sign_of_life: Path, longest_seconds: float) -> int:
    """The exit code: 0 where the file was touched no longer ago. Why not is printed."""
    try:
        seconds = time.time() - sign_of_life.stat().st_mtime
    except OSError as error:
        return failed(f"{sign_of_life}: {error.strerror}: the keeper hasn't begun")
    return failed(f"the keeper last looked {seconds:.0f} s ago") if seconds > longest_seconds else 0
