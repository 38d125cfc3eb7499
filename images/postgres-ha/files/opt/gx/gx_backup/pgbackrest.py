"""Calling pgBackRest, and what its errors mean to an operator."""

import json
import re
import subprocess
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from gx_program.say import Refusal
from gx_shared.command import run_command
from gx_shared.progress import Waiter

from .file_progress import FileProgress

PROGRAM = "pgbackrest"
ERROR = re.compile(r"(?:P\d+ +)?ERROR: \[(\d+)\]: (.*)")
# Why a member wasn't asked: a warning, of which the error that follows doesn't tell.
UNASKED = re.compile(r"(?:P\d+ +)?WARN: (unable to check pg\d+: .*)")
NO_STANDBY = "unable to find standby cluster"
# What ends by itself: another backup that holds the lock, and members of which none leads yet.
PASSING = (50, 56)
# Numbers and names of its errors: src/build/error/error.yaml of release 2.45.
REMEDIES = {
    28: "The repository holds the backups of another cluster, which are kept: have that one restored from it "
    "(gx:postgres.backup.restoreFrom), or give this one another bucket.",
    29: "If the file is there, it was written with another passphrase: give the one that the repository has.",
    37: "Mount a whole pgbackrest.conf at /etc/pgbackrest.",
    39: "See its status: 403 is a wrong key or a right that is missing, 404 a bucket that isn't there.",
    49: "Is the object store up, is its name right, and does a NetworkPolicy allow the way there?",
    50: "Another backup runs: wait for its end, then have this one made by hand.",
    51: "The repository holds the backups of another cluster, which are kept: have that one restored from it "
    "(gx:postgres.backup.restoreFrom), or give this one another bucket.",
    55: "There is no stanza in the repository yet: run `backup start`.",
    56: "Does a member lead, and does container repository-server run beside it?",
    75: "Choose a later moment: no backup ended before that one.",
    82: "The primary's log doesn't get into the repository: container postgres of the primary says why.",
    95: "Is the certificate the one of this authority, and the passphrase the repository's?",
    101: "The object store failed: see its own log, then run again.",
}
REMEDY = "What it printed before may say more."


class PgBackRestFailed(Refusal):
    """pgBackRest ended with an error. `may_pass` is whether trying again later may help."""

    def __init__(self, command: str, error: str, code: int) -> None:
        end = "" if error.endswith("?") else "."
        super().__init__(f"pgbackrest {command}: {error}{end} {REMEDIES.get(code, REMEDY)}")
        self.lacks_standby = NO_STANDBY in error
        self.may_pass = code in PASSING


class PgBackRest:
    """One stanza. The rest is in pgBackRest's own configuration; options given here win over that."""

    def __init__(self, stanza: str, waiter: Waiter) -> None:
        self._stanza = stanza
        self._waiter = waiter

    def run(self, command: str, options: Sequence[str] = ()) -> None:
        """Runs a command, its progress told. Throws PgBackRestFailed, and Refusal at the deadline."""
        levels = ("--no-log-timestamp", "--log-level-console=detail", "--log-level-stderr=off")
        ended = run_command([*self._words(command), *levels, *options], self._waiter, FileProgress())
        if ended.code != 0:
            raise PgBackRestFailed(command, *error_in(ended.lines, ended.code))

    def ask(self, command: str, *operands: str) -> Any:
        """What a command answers in JSON. Throws PgBackRestFailed, and Refusal at the deadline."""
        answer = self._answer(command, "--output=json", *operands)
        try:
            # It quotes as it is what it decrypted with a wrong passphrase.
            return json.loads(answer, strict=False)
        except ValueError as error:
            raise PgBackRestFailed(command, f"answered what isn't JSON ({error})", 0) from None

    def read(self, path: str) -> str:
        """A file of the repository, decrypted. Throws PgBackRestFailed, and Refusal at the deadline."""
        return self._answer("repo-get", path)

    def _answer(self, command: str, *operands: str) -> str:
        words = [*self._words(command), "--log-level-console=off", "--log-level-stderr=error"]
        try:
            ended = subprocess.run(
                [*words, *operands],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=self._waiter.left(),
            )
        except subprocess.TimeoutExpired:
            raise self._waiter.late(f"pgbackrest {command}", "it gave no answer") from None
        if ended.returncode != 0:
            raise PgBackRestFailed(command, *error_in(ended.stderr.splitlines(), ended.returncode))
        return ended.stdout

    def _words(self, command: str) -> list[str]:
        return [PROGRAM, f"--stanza={self._stanza}", command]


def error_in(lines: Sequence[str], code: int) -> tuple[str, int]:
    """The text of the last error, in one line and without what can't be printed, and its number."""
    found = [(at, match) for at, line in enumerate(lines) if (match := ERROR.match(line))]
    if not found:
        return f"ended with status {code}", code
    at, error = found[-1]
    hints = takewhile(lambda line: line.startswith(" "), lines[at + 1 :])
    unasked = [match[1] for line in lines if (match := UNASKED.match(line))]
    return printable(" ".join([*(f"{one};" for one in unasked), error[2], *hints])), int(error[1])


def printable(text: str) -> str:
    """The text in one line, without what can't be printed: a file that was decrypted with a wrong key is quoted so."""
    words = "".join(one if one.isascii() and one.isprintable() else " " for one in text).split()
    return " ".join(words)[:600].rstrip(".")
