"""Waiting with an end."""

import time
from collections.abc import Callable, Iterator

PAUSE_SECONDS = 0.2

Clock = Callable[[], float]


def attempts(
    seconds: float,
    pause_seconds: float = PAUSE_SECONDS,
    clock: Clock = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[float]:
    """Yields at once and after each pause, with the seconds passed, until the time is over: once at least."""
    start = clock()
    passed = 0.0
    while True:
        yield passed
        passed = clock() - start
        if passed + pause_seconds > seconds:
            return
        sleep(pause_seconds)
        passed = clock() - start
