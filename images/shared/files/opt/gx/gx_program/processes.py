"""Other programs that a program has run."""

import signal
import subprocess
from typing import Any, NamedTuple


class Ended(NamedTuple):
    """How one ended, and the lines that it told."""

    code: int
    lines: tuple[str, ...]


def end(process: subprocess.Popen[Any], within_seconds: float, by: signal.Signals = signal.SIGTERM) -> None:
    """Ends one that still runs, by a signal, and at once where it doesn't heed that in time."""
    if process.poll() is not None:
        return
    process.send_signal(by)
    try:
        process.wait(within_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
