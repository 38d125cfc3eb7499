"""How a job's program ends: its last line is one of JSON, whatever ends it."""

import json
import signal
from collections.abc import Callable
from types import FrameType

from ..say import Refusal, say


class ToldToEnd(Refusal):
    """Raised wherever the program is when its pod is told to end: a job that ended so isn't done."""


def told_outcome(run: Callable[[], dict[str, object]]) -> int:
    """Runs, tells the outcome, and returns the exit code: 0 when it is done, else 1."""
    signal.signal(signal.SIGTERM, _end)
    try:
        outcome = {"result": "done", **run()}
    except Refusal as refusal:
        outcome = {"result": "failed", "error": str(refusal)}
    except OSError as error:
        where = error.filename or "a file"
        outcome = {"result": "failed", "error": f"{where}: {error.strerror}. Has its volume room, and may this user use it?"}
    say(json.dumps(outcome))
    return 0 if outcome["result"] == "done" else 1


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise ToldToEnd("the pod was told to end before this was done. Run it again.")
