"""Asking at the begin of a run, when the way may not be open yet: network policies know a pod only seconds after its start."""

import time
from collections.abc import Callable
from typing import TypeVar

from gx_program.deadline import Deadline
from gx_program.say import Refusal, say

Found = TypeVar("Found")

FIRST_ANSWER_SECONDS = 60.0
PAUSE_SECONDS = 2.0


def first_answer(ask: Callable[[], Found], no_answer: type[Refusal], who: str, deadline: Deadline) -> Found:
    """The answer, asked for until `no_answer` isn't thrown. Throws that at last, Refusal at the deadline."""
    end = time.monotonic() + FIRST_ANSWER_SECONDS
    while True:
        try:
            return ask()
        except no_answer as failure:
            if time.monotonic() >= end:
                raise
            say(f"{who} doesn't answer yet: {failure}")
        time.sleep(PAUSE_SECONDS)
        deadline.require_left(f"an answer of {who}")
