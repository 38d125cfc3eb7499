"""The one end of all that a job does."""

import time
from collections.abc import Callable

from .say import Refusal


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

    def require_left(self, what: str) -> float:
        """The seconds that are left, more than none. Throws Refusal, which names what wasn't done, where it has passed."""
        left = self.left()
        if left == 0:
            raise Refusal(
                f"timeoutSeconds: {self._timeout_seconds:g} s passed before the end of this: {what}. Is what it "
                "waits for slow, or the dump much larger than it was? Mend that, or give it more time."
            )
        return left
