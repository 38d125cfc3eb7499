"""Encrypting and decrypting files with age."""

from collections.abc import Sequence
from pathlib import Path

from gx_program.deadline import Deadline
from gx_program.say import Refusal

from .command import run_command


def encrypt(file: Path, encrypted: Path, recipient: str, deadline: Deadline) -> None:
    """Encrypts a file for age's public key `recipient`. Throws Refusal."""
    words = ["--encrypt", "--recipient", recipient, "--output", str(encrypted), str(file)]
    remedy = "Is recipient age's public key, and has /dump room for the dump twice?"
    _age(words, f"encrypt {file.name}", remedy, deadline)


def decrypt(encrypted: Path, file: Path, identity: Path, recipient: str, deadline: Deadline) -> None:
    """Decrypts a file that was encrypted for `recipient`, with the identity in a file. Throws Refusal."""
    words = ["--decrypt", "--identity", str(identity), "--output", str(file), str(encrypted)]
    remedy = f"Is the identity in {identity} the one whose public key is {recipient}, for which it was encrypted?"
    _age(words, f"decrypt {encrypted.name}", remedy, deadline)


def _age(words: Sequence[str], what: str, remedy: str, deadline: Deadline) -> None:
    ended = run_command(["age", *words], what, deadline)
    if ended.code != 0:
        # The last line asks for reports of unhelpful errors.
        reason = next((line for line in ended.lines if "error" in line), f"status {ended.code}")
        raise Refusal(f"{what}: {reason}. {remedy}")
