"""Asking the etcd of this program, and no other."""

import base64
import json
import os
from typing import NamedTuple

from gx_program.deadline import Deadline
from gx_program.say import Refusal

from .command import run_command

# A socket, no port: nobody else is to reach it, and no other process can have taken it.
SOCKET = "/tmp/etcd.sock"
ENDPOINT = f"unix://{SOCKET}"
REMEDY = "Run it again; if it stays so, fetch an older dump."


class NoAnswer(Refusal):
    """There was none, or it refused."""


class Entry(NamedTuple):
    """A key, and its value, which is empty where keys alone were asked for."""

    key: str
    value: bytes


class Answer(NamedTuple):
    """What was found, and the revision that etcd is at, whichever was asked for."""

    revision: int
    entries: tuple[Entry, ...]


def get(range_words: list[str], what: str, deadline: Deadline, within_seconds: float | None = None) -> Answer:
    """What etcd has in a range of keys, in their order. Throws NoAnswer, and Refusal at the deadline."""
    # Beyond that the deadline ends it.
    seconds = within_seconds or deadline.require_left(what) + 1
    options = [f"--endpoints={ENDPOINT}", f"--command-timeout={seconds:.0f}s", "--write-out=json"]
    ran = run_command(["etcdctl", *options, "get", *range_words], what, deadline)
    if ran.code != 0:
        raise NoAnswer(f"{what}: etcdctl: {ran.reason}. {REMEDY}")
    try:
        document = json.loads(ran.output)
        entries = [Entry(_text(one["key"]), base64.b64decode(one.get("value", ""))) for one in document.get("kvs", ())]
        return Answer(int(document["header"]["revision"]), tuple(entries))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoAnswer(f"{what}: etcdctl says something else than it did ({type(error).__name__}). {REMEDY}") from None


def _text(encoded: str) -> str:
    # So that whatever it is can be asked for by it again.
    return os.fsdecode(base64.b64decode(encoded))
