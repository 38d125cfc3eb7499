"""What happens when a container is asked to end: the first process of one ignores a signal that it has no handler for."""

import os
import signal
from types import FrameType

from .say import Refusal


class ToldToEnd(Refusal):
    """Raised wherever the program is when its pod is told to end: a job that ended so isn't done."""


def end_on_sigterm() -> None:
    """Lets a process that runs for good end at once, as it should."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))


def raise_on_sigterm() -> None:
    """Lets a job end in order, by ToldToEnd."""
    signal.signal(signal.SIGTERM, _raise)


def _raise(_signal: int, _frame: FrameType | None) -> None:
    raise ToldToEnd("the pod was told to end before this was done. Run it again.")
