"""What is told, and what ends a program."""

import sys


class Refusal(Exception):
    """What an operator can act on: names what was found and the remedy. Ends the program without a traceback."""


def say(line: str) -> None:
    """Prints one line at once, whoever reads it."""
    print(line, flush=True)


def failed(reason: object) -> int:
    """Prints why a program failed where errors go, and returns its exit code."""
    print(reason, file=sys.stderr)
    return 1


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
