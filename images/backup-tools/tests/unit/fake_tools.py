"""Stands in for rclone and age, with a folder as the store. Both know the options they are called with, no others."""

import argparse
import json
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from fake_batches import compared, copy_listed
from gx_program.deadline import Deadline
from gx_program.processes import Ended
from gx_program.say import say

VALUED = (
    *("config", "cache-dir", "ca-cert", "contimeout", "timeout", "retries", "retries-sleep", "include", "checkers"),
    *("low-level-retries", "stats", "stats-log-level", "files-from-raw", "combined", "max-delete"),
)
FLAGS = (
    *("recursive", "files-only", "fast-list", "no-mimetype", "use-server-modtime", "ignore-times"),
    *("s3-no-check-bucket", "stats-one-line", "no-traverse", "local-no-set-modtime", "download", "one-way"),
)
NOT_FOUND = "2026/11/30 12:00:00 ERROR : : error listing: directory not found"
NO_ANSWER = ("2026/11/30 12:00:00 ERROR : dial tcp: i/o timeout", "2026/11/30 12:00:01 NOTICE: 0 B / 0 B, -")
NO_IDENTITY = ("age: error: no identity matched any of the recipients", "age: report unexpected or unhelpful errors")

Receive = Callable[[bytes], object]


class FakeTools:
    """`run` takes the place of run_command. Its age hides nothing: who may read is in the first line."""

    def __init__(self, folder: Path) -> None:
        self.calls: list[list[str]] = []
        # What goes wrong with calls of rclone that have all these words (fail, hang, damage, nothing), and how many.
        self.fault: tuple[str, Sequence[str], int] = ("", (), 0)
        # Called with the command of each call of rclone, before it does anything.
        self.before: Callable[[str], object] = lambda _command: None
        self._folder = folder

    def run(self, words: Sequence[str], what: str, deadline: Deadline, receive: Receive = lambda _part: None) -> Ended:
        """Runs one of the two."""
        ended = self._age(words[1:]) if words[0] == "age" else self._rclone(words[1:], what, deadline, receive)
        for line in ended.lines:
            say(line)
        return ended

    def _age(self, words: Sequence[str]) -> Ended:
        parser = argparse.ArgumentParser(prog="age", allow_abbrev=False)
        for name in ("encrypt", "decrypt"):
            parser.add_argument(f"--{name}", action="store_true")
        for name in ("recipient", "identity", "output"):
            parser.add_argument(f"--{name}")
        parser.add_argument("input", type=Path)
        options = parser.parse_args(words)
        content = options.input.read_bytes()
        if options.encrypt:
            Path(options.output).write_bytes(encrypted(content, options.recipient))
            return Ended(0, ())
        recipient, _, hidden = content.partition(b"\n")
        if Path(options.identity).read_bytes().strip() != recipient:
            return Ended(1, NO_IDENTITY)
        Path(options.output).write_bytes(hidden[::-1])
        return Ended(0, ())

    def _rclone(self, words: Sequence[str], what: str, deadline: Deadline, receive: Receive) -> Ended:
        parser = argparse.ArgumentParser(prog="rclone", allow_abbrev=False)
        for name in VALUED:
            parser.add_argument(f"--{name}")
        for name in FLAGS:
            parser.add_argument(f"--{name}", action="store_true")
        parser.add_argument("command")
        parser.add_argument("paths", nargs="+")
        options = parser.parse_args(words)
        self.calls.append(list(words))
        self.before(options.command)
        deadline.require_left(what)
        fault = self._take_fault(f"{options.command} {' '.join(options.paths)}")
        while fault == "hang":
            time.sleep(0.01)
            deadline.require_left(what)
        if fault == "fail":
            return Ended(1, NO_ANSWER)
        if fault == "nothing":
            return Ended(0, ())
        source, *target = (self._place(path) for path in options.paths)
        listed = Path(options.files_from_raw).read_text().splitlines() if options.files_from_raw else []
        if options.command == "lsjson":
            return _listed(source, receive)
        if options.command == "check":
            return compared(source, target[0], listed, receive)
        if options.command == "copyto":
            target[0].parent.mkdir(parents=True, exist_ok=True)
            content = source.read_bytes()
            target[0].write_bytes(content[:-1] + b"?" if fault == "damage" else content)
        elif options.command == "copy" and options.files_from_raw:
            copy_listed(source, target[0], listed, fault == "damage")
        elif options.command == "copy":
            for file in source.glob(options.include.lstrip("/")):
                (target[0] / file.parent.name).mkdir()
                shutil.copy(file, target[0] / file.parent.name)
        elif options.command == "cat":
            if not source.exists():
                return Ended(3, (NOT_FOUND,))
            receive(source.read_bytes())
        elif options.command == "deletefile":
            source.unlink()
        elif options.command == "delete":
            # Without its list the true one empties the folder.
            assert listed and int(options.max_delete) == len(listed)
            for path in listed:
                (source / path).unlink(missing_ok=True)
        else:
            parser.error(options.command)
        return Ended(0, ())

    def _take_fault(self, call: str) -> str:
        what, words, times = self.fault
        if times == 0 or not all(word in call for word in words):
            return ""
        self.fault = (what, words, times - 1)
        return what

    def _place(self, path: str) -> Path:
        return self._folder / path.removeprefix("store:") if path.startswith("store:") else Path(path)


def encrypted(content: bytes, recipient: str) -> bytes:
    """The content as this age encrypts it."""
    return recipient.encode() + b"\n" + content[::-1]


def _listed(folder: Path, receive: Receive) -> Ended:
    if not folder.exists():
        return Ended(3, (NOT_FOUND,))
    listing = [_described(file, folder) for file in sorted(folder.rglob("*")) if file.is_file()]
    receive(json.dumps(listing).encode())
    return Ended(0, ())


def _described(file: Path, folder: Path) -> dict[str, Any]:
    modified = datetime.fromtimestamp(file.stat().st_mtime, timezone.utc)
    moment = f"{modified:%Y-%m-%dT%H:%M:%S}.034468261Z"
    return {"Path": str(file.relative_to(folder)), "Name": file.name, "Size": file.stat().st_size, "ModTime": moment}
