"""Running a program of PostgreSQL that must succeed."""

from collections.abc import Callable
from functools import partial

from gx_program.say import Refusal
from gx_shared.command import run_command
from gx_shared.hidden_values import own_lines_of, without_values
from gx_shared.progress import Waiter


def run_program(words: list[str], waiter: Waiter, shown: Callable[[str], str | None] = without_values) -> None:
    """Runs it, and tells what may be shown of what it prints. Throws Refusal with its last words where it fails."""
    ended = run_command(words, waiter, shown=shown)
    if ended.code != 0:
        raise Refusal(
            f"{words[0]} ended with status {ended.code}: {(ended.lines or ('it said nothing',))[-1]}. "
            "The lines above say more."
        )


def run_restore(options: list[str], waiter: Waiter) -> None:
    """The same with pg_restore, of which nothing is shown that quotes rows, as the details of a server's error do."""
    run_program(["pg_restore", *options], waiter, partial(own_lines_of, "pg_restore"))
