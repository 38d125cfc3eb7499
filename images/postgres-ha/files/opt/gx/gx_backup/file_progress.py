"""pgBackRest's lines: one for each of thousands of files, of which only how far it is matters."""

import re
import time
from collections.abc import Callable

from gx_program.say import say

REPORT_EVERY_SECONDS = 10.0
DETAIL = re.compile(r"P\d+ +DETAIL: (.*)")
PERCENT = re.compile(r"(\w+) file .*, (\d+)(?:\.\d+)?%\)")


class FileProgress:
    """Called with each line: tells how far it is now and then, and all that isn't a detail."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next_report = clock() + REPORT_EVERY_SECONDS

    def __call__(self, line: str) -> None:
        detail = DETAIL.match(line)
        if not detail:
            say(line)
            return
        found = PERCENT.match(detail[1])
        if found and self._clock() >= self._next_report:
            say(f"{found[1]}: {found[2]}%")
            self._next_report = self._clock() + REPORT_EVERY_SECONDS
