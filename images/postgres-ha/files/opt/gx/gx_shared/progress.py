"""What is printed while a run lasts, and how it waits: with a reason in view and one end for everything."""

import time
from collections.abc import Callable
from typing import TypeVar

from gx_program.say import Refusal, say

Found = TypeVar("Found")

PAUSE_SECONDS = 1.0
REPORT_EVERY_SECONDS = 5.0


class NotYet(Exception):
    """Raised by what is awaited: why it isn't so yet. The wait goes on."""


class Journal:
    """What a run has changed so far, in order; told of as it happens, and once more at the end."""

    def __init__(self) -> None:
        self.changed: list[str] = []

    def did(self, change: str) -> None:
        """Notes one change that is done."""
        self.changed.append(change)
        say(change)


class Waiter:
    """Waits for events until one deadline that all waits of a run share, and that a setting gives."""

    def __init__(
        self,
        timeout_seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        setting: str = "timeoutSeconds",
    ) -> None:
        self._setting = setting
        self._timeout_seconds = timeout_seconds
        self._clock = clock
        self._sleep = sleep
        self._end = clock() + timeout_seconds

    def now(self) -> float:
        """Seconds on the clock that the deadline is measured with."""
        return self._clock()

    def left(self) -> float:
        """Seconds until the deadline; none are negative."""
        return max(0.0, self._end - self._clock())

    def part(self, seconds: float, setting: str) -> "Waiter":
        """One for a part of the run, which ends after `seconds` or with the whole. `setting` is what gives those."""
        return Waiter(min(seconds, self.left()), self._clock, self._sleep, setting)

    def pause(self, seconds: float) -> None:
        """Sleeps so long, or until the deadline."""
        self._sleep(min(seconds, self.left()))

    def late(self, what: str, reason: str) -> Refusal:
        """What is raised for a wait that the deadline ended."""
        return Refusal(
            f"{self._setting}: {self._timeout_seconds:g} s passed while waiting for {what}: {reason}. "
            "Mend that and run again: what is done stays done."
        )

    def until(self, what: str, probe: Callable[[], Found]) -> Found:
        """Calls `probe` until it returns, and returns that. Throws Refusal at the deadline, with the last reason."""
        start = self._clock()
        next_report = start
        while True:
            try:
                return probe()
            except NotYet as reason:
                now = self._clock()
                if now >= self._end:
                    raise self.late(what, str(reason)) from None
                if now >= next_report:
                    say(f"waiting for {what}: {reason} ({now - start:.0f} s)")
                    next_report = now + REPORT_EVERY_SECONDS
            self._sleep(PAUSE_SECONDS)
