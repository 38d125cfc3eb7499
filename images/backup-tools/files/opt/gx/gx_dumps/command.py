"""Running another program, no longer than the run may last: errors told as they come, output handed on in parts."""

import os
import selectors
import subprocess
import time
from collections.abc import Callable, Sequence

from gx_program.deadline import Deadline
from gx_program.processes import Ended, end
from gx_program.say import say

REPORT_EVERY_SECONDS = 5.0
# A program that is told to end has this long to do so: rclone gives an upload up meanwhile.
END_SECONDS = 10.0
PART_BYTES = 1 << 18


def run_command(
    words: Sequence[str], what: str, deadline: Deadline, receive: Callable[[bytes], object] = lambda _part: None
) -> Ended:
    """Runs a program to its end. Throws Refusal at the deadline; the program is ended then, as by a signal.

    `what` tells what it does; `receive` is called with each part of its standard output. The lines are its standard error's.
    """
    process = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # There is no home in the image that rclone could write.
        env={**os.environ, "HOME": "/tmp"},
    )
    try:
        lines = _follow(process, what, deadline, receive)
        return Ended(process.wait(END_SECONDS), lines)
    finally:
        end(process, END_SECONDS)


class _Lines:
    """Takes parts of a stream and tells each line of it as soon as it is whole."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self._rest = b""

    def take(self, part: bytes) -> None:
        """Takes one part; an empty one is the end."""
        *whole, self._rest = (self._rest + part).split(b"\n")
        if not part and self._rest:
            whole, self._rest = [self._rest], b""
        for line in whole:
            self.told.append(line.decode(errors="replace").rstrip())
            say(self.told[-1])


class _Counted:
    """Hands parts on, and counts their bytes."""

    def __init__(self, receive: Callable[[bytes], object]) -> None:
        self.count = 0
        self._receive = receive

    def take(self, part: bytes) -> None:
        """Hands one part on."""
        self.count += len(part)
        if part:
            self._receive(part)


def _follow(
    process: subprocess.Popen[bytes], what: str, deadline: Deadline, receive: Callable[[bytes], object]
) -> tuple[str, ...]:
    assert process.stdout and process.stderr
    output, errors = _Counted(receive), _Lines()
    start = time.monotonic()
    next_report = start + REPORT_EVERY_SECONDS
    with selectors.DefaultSelector() as selector, process.stdout, process.stderr:
        selector.register(process.stdout, selectors.EVENT_READ, output.take)
        selector.register(process.stderr, selectors.EVENT_READ, errors.take)
        while selector.get_map():
            ready = selector.select(min(REPORT_EVERY_SECONDS, deadline.left()))
            deadline.require_left(what)
            for key, _ in ready:
                part = os.read(key.fd, PART_BYTES)
                key.data(part)
                if not part:
                    selector.unregister(key.fileobj)
            now = time.monotonic()
            if now >= next_report:
                received = f", {output.count} bytes so far" if output.count else ""
                say(f"{what}: {now - start:.0f} s{received}")
                next_report = now + REPORT_EVERY_SECONDS
    return tuple(errors.told)
