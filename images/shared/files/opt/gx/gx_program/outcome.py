"""How a job's program begins and ends: its last line is one of JSON, whatever ends it."""

import argparse
import json
from collections.abc import Callable, Mapping

from .say import Refusal, say
from .sigterm import raise_on_sigterm

LAST_LINE = 'The last line of the output is JSON: {"result": "done" or "failed", ...}, with "error" when it failed.'


def job_parser(program: str, description: str, usage: str | None = None) -> argparse.ArgumentParser:
    """A parser of a job's command line, whose help tells of the last line."""
    return argparse.ArgumentParser(prog=program, usage=usage, description=description, epilog=LAST_LINE)


def told_outcome(run: Callable[[], Mapping[str, object]], always: Mapping[str, object] | None = None) -> int:
    """Runs, tells the outcome, and returns the exit code: 0 when it is done, else 1.

    `always` is told however it ends, as it is by then.
    """
    raise_on_sigterm()
    try:
        outcome = {"result": "done", **run()}
    except Refusal as refusal:
        outcome = {"result": "failed", "error": str(refusal)}
    except OSError as error:
        what = error.filename or "a file"
        outcome = {
            "result": "failed",
            "error": f"{what}: {error.strerror}. Has its volume room, and may this user use it?",
        }
    say(json.dumps({**outcome, **(always or {})}))
    return 0 if outcome["result"] == "done" else 1
