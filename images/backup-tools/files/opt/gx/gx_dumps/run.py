"""What a run tells while it lasts, how it ends, and its one deadline."""

import json
import signal
import time
from collections.abc import Callable
from types import FrameType


class Refusal(Exception):
    """What an operator can act on: names what was found and the remedy. Ends the run without a traceback."""


class ToldToEnd(Refusal):
    """Raised wherever the program is when its pod is told to end."""


class Deadline:
    """The end that all steps of a run share, and that the setting timeoutSeconds gives."""

    def __init__(self, timeout_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._timeout_seconds = timeout_seconds
        self._clock = clock
        self._start = clock()

    def spent(self) -> float:
        """Seconds since the begin."""
        return self._clock() - self._start

    def left(self) -> float:
        """Seconds until the deadline; none are negative."""
        return max(0.0, self._timeout_seconds - self.spent())

    def require_left(self, what: str) -> None:
        """Throws Refusal, which names what wasn't done, where the deadline has passed."""
        if self.left() == 0:
            raise Refusal(
                f"timeoutSeconds: {self._timeout_seconds:g} s passed before the end of this: {what}. Is what it "
                "waits for slow, or the dump much larger than it was? Mend that, or give it more time."
            )


def say(line: str) -> None:
    """Prints one line of progress at once, whoever reads it."""
    print(line, flush=True)


def told_outcome(run: Callable[[], dict[str, object]]) -> int:
    """Runs, tells the outcome in a last line of JSON, and returns the exit code: 0 when it is done, else 1."""
    signal.signal(signal.SIGTERM, _end)
    try:
        outcome = {"result": "done", **run()}
    except Refusal as refusal:
        outcome = {"result": "failed", "error": str(refusal)}
    except OSError as error:
        what = error.filename or "a file"
        outcome = {
            "result": "failed",
            "error": f"{what}: {error.strerror}. Has its volume room, and may the container's user use it?",
        }
    say(json.dumps(outcome))
    return 0 if outcome["result"] == "done" else 1


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise ToldToEnd("the pod was told to end before this was done. Run it again.")
