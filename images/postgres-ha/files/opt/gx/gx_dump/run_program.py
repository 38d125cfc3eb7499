"""Running a program of PostgreSQL that must succeed."""

from gx_program.say import Refusal
from gx_shared.command import run_command
from gx_shared.progress import Waiter


def run_program(words: list[str], waiter: Waiter) -> None:
    """Runs it, and tells what it prints. Throws Refusal with its last words where it fails."""
    ended = run_command(words, waiter)
    if ended.code != 0:
        raise Refusal(
            f"{words[0]} ended with status {ended.code}: {(ended.lines or ('it said nothing',))[-1]}. "
            "The lines above say more."
        )
