"""Stands in for etcd and its programs. Each knows the options that it is called with, no others."""

import argparse
import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gx_etcd.command import Ran
from gx_program.deadline import Deadline

SECTOR_BYTES = 512


def snapshot(entries: dict[str, bytes], revision: int) -> bytes:
    """As etcd writes one: whole sectors, and the SHA-256 of them."""
    encoded = {key: base64.b64encode(value).decode() for key, value in entries.items()}
    body = json.dumps({"revision": revision, "entries": encoded}).encode()
    body += b" " * (-len(body) % SECTOR_BYTES)
    return body + hashlib.sha256(body).digest()


def failed(reason: str) -> Ran:
    """How a program of etcd fails."""
    return Ran(1, b"", f'{{"level":"info","msg":"begins"}}\nError: {reason}\n')


class FakeProcess:
    """An etcd that runs until it is killed, or ends by itself with a status."""

    def __init__(self, status: int | None) -> None:
        self.ended_by: int | None = None
        self._status = status

    def poll(self) -> int | None:
        """Its status, None while it runs."""
        return -self.ended_by if self.ended_by is not None else self._status

    def send_signal(self, number: int) -> None:
        """Ends it."""
        self.ended_by = number

    def wait(self, _seconds: float | None = None) -> int | None:
        """Its status."""
        return self.poll()


class FakeTools:
    """`run` and `start` take the places of run_command and start_command."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        # What the programs answer instead of what they would, by their first words, each once.
        self.answers: dict[tuple[str, ...], list[Ran]] = {}
        # The status with which etcd ends at once, and what is in its log then.
        self.etcd_ends: int | None = None
        self.log = ""
        self.process: FakeProcess | None = None
        # Keys that are listed, and not there when they are read.
        self.lost: set[str] = set()
        # By how much what is restored is behind.
        self.behind = 0
        # Called with the words of each call.
        self.before: Any = lambda _words: None
        self._data = Path()

    def run(self, words: Sequence[str], what: str, deadline: Deadline) -> Ran:
        """Runs one of them."""
        self.calls.append([*words])
        self.before(words)
        deadline.require_left(what)
        for head, answers in self.answers.items():
            if {*head} <= {*words} and answers:
                return answers.pop(0)
        return {"etcdutl": self._etcdutl, "etcdctl": self._etcdctl}[words[0]](words[1:])

    def start(self, words: Sequence[str], log: Path) -> FakeProcess:
        """Starts etcd."""
        self.calls.append([*words])
        parser = argparse.ArgumentParser(prog="etcd", allow_abbrev=False)
        for name in ("listen-client-urls", "listen-peer-urls", "advertise-client-urls", "log-level"):
            parser.add_argument(f"--{name}", required=True)
        parser.add_argument("--data-dir", type=Path, required=True)
        parser.add_argument("--unsafe-no-fsync", action="store_true")
        self._data = parser.parse_args(words[1:]).data_dir
        log.write_text(self.log)
        self.process = FakeProcess(self.etcd_ends)
        return self.process

    def _etcdutl(self, words: Sequence[str]) -> Ran:
        parser = argparse.ArgumentParser(prog="etcdutl", allow_abbrev=False)
        parser.add_argument("words", nargs=2)
        parser.add_argument("file", type=Path)
        parser.add_argument("--write-out")
        parser.add_argument("--data-dir", type=Path)
        options = parser.parse_args(words)
        content = options.file.read_bytes()[:-32]
        try:
            found = json.loads(content)
        except ValueError:
            return failed("snapshot file integrity check failed. 2 errors found.\npage 3: already freed")
        if options.words == ["snapshot", "status"]:
            counts = {"revision": found["revision"], "totalKey": len(found["entries"])}
            return Ran(0, json.dumps({"hash": 7, **counts, "totalSize": len(content)}).encode(), "")
        if options.data_dir.exists():
            return failed(f'data-dir "{options.data_dir}" not empty or could not be read')
        options.data_dir.mkdir()
        (options.data_dir / "db").write_bytes(content)
        return Ran(0, b"", "")

    def _etcdctl(self, words: Sequence[str]) -> Ran:
        parser = argparse.ArgumentParser(prog="etcdctl", allow_abbrev=False)
        for name in ("endpoints", "command-timeout", "write-out"):
            parser.add_argument(f"--{name}", required=True)
        for name in ("prefix", "keys-only"):
            parser.add_argument(f"--{name}", action="store_true")
        parser.add_argument("--rev", type=int)
        parser.add_argument("--limit", type=int)
        parser.add_argument("command", choices=["get"])
        parser.add_argument("range", nargs="+")
        options = parser.parse_args(words)
        if self.process is None or self.process.poll() is not None:
            return failed("context deadline exceeded")
        found = json.loads((self._data / "db").read_bytes())
        entries: dict[str, str] = dict(sorted(found["entries"].items()))
        if not options.prefix:
            first, end = [*options.range, f"{options.range[0]}\0"][:2]
            entries = {key: value for key, value in entries.items() if first <= key < end and key not in self.lost}
        shown = [
            {"key": base64.b64encode(key.encode()).decode(), **({} if options.keys_only else {"value": value})}
            for key, value in [*entries.items()][: options.limit]
        ]
        header = {"revision": found["revision"] - self.behind}
        return Ran(0, json.dumps({"header": header, "kvs": shown, "count": len(entries)}).encode(), "")
