"""Running other programs, no longer than the run may last. Nothing of what they say is told unless they fail."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from gx_program.deadline import Deadline

SHOWN_CHARACTERS = 400
# What a program of etcd says at last begins so, or so where it breaks; then where it did follows.
ERROR, BROKEN = "Error", ("panic:", "fatal error:")

Process = subprocess.Popen[bytes]


class Ran(NamedTuple):
    """How one ended, what it wrote, and what it said."""

    code: int
    output: bytes
    errors: str

    @property
    def reason(self) -> str:
        """Why it failed, in a line."""
        lines = [line.strip() for line in self.errors.splitlines() if line.strip()]
        told = lines[-1:]
        for index, line in enumerate(lines):
            if line.startswith((ERROR, *BROKEN)):
                told = lines[index:] if line.startswith(ERROR) else [line]
                break
        return " ".join(told)[:SHOWN_CHARACTERS] or f"status {self.code}"


def run_command(words: Sequence[str], what: str, deadline: Deadline) -> Ran:
    """Runs a program to its end. Throws Refusal at the deadline; it is killed then, as by a signal. `what` tells what it does."""
    left = deadline.require_left(what)
    try:
        ran = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=left)
    except subprocess.TimeoutExpired:
        deadline.require_left(what)
        raise
    return Ran(ran.returncode, ran.stdout, ran.stderr.decode(errors="replace"))


def start_command(words: Sequence[str], log: Path) -> Process:
    """Starts a program that goes on; what it says goes to a file."""
    with log.open("wb") as stream:
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT)
