"""What is told, and what ends a command."""

import os
import signal


class Refusal(Exception):
    """What an operator can act on: names what was found and the remedy. Ends the command without a traceback."""


def end_on_sigterm() -> None:
    """Lets the process end when its container is asked to: the first one of a container ignores what it has no handler for."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))


def say(line: str) -> None:
    """Prints one line at once, whoever reads it."""
    print(line, flush=True)


class Teller:
    """Tells of each subject only when there is something new to say of it."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}

    def tell(self, subject: str, line: str) -> None:
        """Prints the line unless it was the last one on this subject. An empty one prints nothing."""
        if self._told.get(subject, "") == line:
            return
        self._told[subject] = line
        if line:
            say(line)
