"""Running another program, no longer than the run may last, its lines told as they come."""

import queue
import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import IO

from gx_program.processes import Ended, end
from gx_program.say import say

from .progress import Waiter

REPORT_EVERY_SECONDS = 30.0
# A program that is told to end has this long to do so: pgBackRest ends its sessions on the members meanwhile.
END_SECONDS = 20.0


def run_command(
    words: Sequence[str],
    waiter: Waiter,
    tell: Callable[[str], None] = say,
    shown: Callable[[str], str | None] = lambda line: line,
) -> Ended:
    """Runs a program to its end. Throws Refusal at the waiter's deadline; the program is ended then, as by a signal.

    The lines are all that it printed, as they may be `shown`; without those of which nothing may be.
    """
    process = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    try:
        lines = tuple(_tell_lines(process, words[0], waiter, tell, shown))
        return Ended(process.wait(END_SECONDS), lines)
    finally:
        end(process, END_SECONDS)


def read_lines(stream: IO[str]) -> "queue.SimpleQueue[str | None]":
    """The lines of a stream as they come, and None after the last."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        with stream:
            for line in stream:
                lines.put(line.rstrip("\n"))
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _tell_lines(
    process: subprocess.Popen[str],
    name: str,
    waiter: Waiter,
    tell: Callable[[str], None],
    shown: Callable[[str], str | None],
) -> list[str]:
    assert process.stdout
    lines, start = read_lines(process.stdout), waiter.now()
    told: list[str] = []
    while True:
        try:
            line = lines.get(timeout=min(REPORT_EVERY_SECONDS, waiter.left()))
        except queue.Empty:
            if waiter.left() == 0:
                raise waiter.late(f"the end of {name}", f"its last line is {(told or ['none'])[-1]!r}") from None
            say(f"{name} still runs ({waiter.now() - start:.0f} s)")
            continue
        if line is None:
            return told
        if (what := shown(line)) is not None:
            told.append(what)
            tell(what)
