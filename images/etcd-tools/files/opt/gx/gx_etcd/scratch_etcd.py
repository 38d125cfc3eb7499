"""An etcd that runs on restored data, for nobody but this program and people who look at it."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gx_program.deadline import Deadline
from gx_program.processes import end
from gx_program.say import Refusal, Teller

from .command import Process, start_command
from .etcdctl import ENDPOINT, NoAnswer, get

PEER_ENDPOINT = "unix:///tmp/etcd-peer.sock"
# etcd wants one with a port to be told to others, of whom there are none.
ADVERTISED = "http://127.0.0.1:2379"
LOG = Path("/tmp/etcd.log")
ANSWER_SECONDS = 2.0
PAUSE_SECONDS = 0.2
END_SECONDS = 10.0
# Of a log's lines, which are JSON, those that say why it ends.
TELLING = ("error", "panic", "fatal")
LAST_LINES = 2


class ScratchEtcd:
    """One that answers."""

    def __init__(self, process: Process, revision: int) -> None:
        self._process = process
        self.revision = revision
        """What it was at when it began."""

    def await_end(self) -> None:
        """Waits until it has ended, which it does only where something is wrong. Throws Refusal then."""
        raise Refusal(f"etcd ended by itself, with status {self._process.wait()}. Run it again.")


@contextmanager
def scratch_etcd(folder: Path, deadline: Deadline) -> Iterator[ScratchEtcd]:
    """Starts etcd on data in a folder, waits until it answers, and ends it at last. Throws Refusal where it doesn't.

    It has sockets and no port, and nothing that it writes is needed afterwards, so it may be killed.
    """
    process = start_command(
        ["etcd", "--data-dir", str(folder), "--listen-client-urls", ENDPOINT, "--listen-peer-urls", PEER_ENDPOINT]
        + ["--advertise-client-urls", ADVERTISED, "--log-level", "warn", "--unsafe-no-fsync"],
        LOG,
    )
    try:
        yield ScratchEtcd(process, _first_revision(process, deadline))
    finally:
        end(process, END_SECONDS, signal.SIGKILL)


def _first_revision(process: Process, deadline: Deadline) -> int:
    teller = Teller()
    while True:
        if process.poll() is not None:
            raise Refusal(f"etcd ends on what was restored: {_last_words()}: it can't be used. Fetch an older dump.")
        try:
            words = ["", "--prefix", "--keys-only", "--limit=1"]
            return get(words, "ask the restored etcd", deadline, ANSWER_SECONDS).revision
        except NoAnswer as failure:
            teller.tell("etcd", f"etcd doesn't answer yet: {failure}")
        time.sleep(PAUSE_SECONDS)


def _last_words() -> str:
    """Why it ended, by its log: messages and errors, which have no values of keys in them."""
    told = [words for line in LOG.read_text(errors="replace").splitlines() if (words := _words(line))]
    return "; ".join(told[-LAST_LINES:]) or "it doesn't say why"


def _words(line: str) -> str:
    try:
        entry = json.loads(line)
        is_telling = entry["level"] in TELLING
    except (ValueError, KeyError, TypeError):
        return ""
    return ": ".join(str(entry[field]) for field in ("msg", "error") if entry.get(field)) if is_telling else ""
