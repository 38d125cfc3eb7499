"""The folder of one source in the object store, as rclone reaches it."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gx_program.deadline import Deadline
from gx_program.mounted import read_mounted
from gx_program.processes import Ended
from gx_program.say import Refusal

from .command import run_command
from .first_answer import first_answer

NO_SUCH_FOLDER = 3
LOG_PREFIX = re.compile(r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ")
ERROR = re.compile(r"\b(ERROR|CRITICAL|Failed|Fatal)\b")
BOUNDS = (
    *("--contimeout", "5s", "--timeout", "60s"),
    *("--retries", "3", "--retries-sleep", "2s", "--low-level-retries", "3"),
)
PROGRESS = ("--stats", "5s", "--stats-one-line", "--stats-log-level", "NOTICE")


@dataclass(frozen=True)
class Entry:
    """One object: its path in the source's folder, its size, and when it was uploaded."""

    path: str
    bytes: int
    uploaded_at: datetime


class StoreFailed(Refusal):
    """The store didn't do what it was asked to."""


class Store:
    """The objects of a source; paths are in its folder. All throw StoreFailed, and Refusal at the deadline."""

    # As messages call it, and the Secret by which it is reached.
    called = "the object store"
    secret = "backup-store (or backup-store-reader, which only reads)"

    def __init__(self, settings: Path, source: str, deadline: Deadline) -> None:
        remedy = f"Mount the Secret {self.secret} at {settings}."
        bucket = read_mounted(settings / "bucket", remedy)
        read_mounted(settings / "rclone.conf", remedy)
        self.source = source
        self.folder = f"store:{bucket}/{source}"
        self._deadline = deadline
        authority = settings / "ca.crt"
        self._options = (
            *("--config", str(settings / "rclone.conf"), "--cache-dir", "/tmp"),
            *(("--ca-cert", str(authority)) if authority.exists() else ()),
            # The bucket is there; an account of it alone may make none.
            *("--s3-no-check-bucket", *BOUNDS),
        )

    def entries(self) -> list[Entry]:
        """All objects; none where nothing was ever kept."""
        parts: list[bytes] = []
        # The moment of the upload comes with the listing; the file's own would take a request for each.
        listing = ["lsjson", "--recursive", "--files-only", "--fast-list", "--no-mimetype", "--use-server-modtime"]
        ended = self._rclone([*listing, self.folder], f"list {self.folder}", parts.append)
        if ended.code == NO_SUCH_FOLDER:
            return []
        self._require(ended, f"list {self.folder}")
        return [
            Entry(one["Path"], one["Size"], datetime.fromisoformat(one["ModTime"]))
            for one in json.loads(b"".join(parts))
        ]

    def first_entries(self) -> list[Entry]:
        """The same, asked for again and again at the begin, when the way to the store may not be open yet."""
        return first_answer(self.entries, StoreFailed, self.called, self._deadline)

    def upload(self, file: Path, path: str) -> None:
        """Puts a file there, whatever was there before."""
        self._transfer(["copyto", "--ignore-times", str(file), self._place(path)], f"upload {path}")

    def download(self, path: str, file: Path) -> None:
        """Lays an object into a file."""
        self._transfer(["copyto", "--ignore-times", self._place(path), str(file)], f"download {path}")

    def download_each(self, name: str, folder: Path) -> None:
        """Lays the objects of that name, one in each backup's folder, into folders of the same names."""
        words = ["copy", "--fast-list", "--use-server-modtime", "--include", f"/*/{name}", self.folder, str(folder)]
        self._transfer(words, f"read each {name}")

    def read(self, path: str, receive: Callable[[bytes], object]) -> None:
        """Reads an object; `receive` is called with each part of it."""
        what = f"read {path} back"
        self._require(self._rclone(["cat", self._place(path)], what, receive), what)

    def remove(self, path: str) -> None:
        """Removes an object."""
        what = f"remove {path}"
        self._require(self._rclone(["deletefile", self._place(path)], what), what)

    def _place(self, path: str) -> str:
        return f"{self.folder}/{path}"

    def _transfer(self, words: Sequence[str], what: str) -> None:
        self._require(self._rclone([*words, *PROGRESS], what), what)

    def _rclone(
        self, words: Sequence[str], what: str, receive: Callable[[bytes], object] = lambda _part: None
    ) -> Ended:
        return run_command(["rclone", *words, *self._options], what, self._deadline, receive)

    def _require(self, ended: Ended, what: str) -> None:
        if ended.code == 0:
            return
        lines = [LOG_PREFIX.sub("", line) for line in ended.lines if line]
        reason = next((line for line in reversed(lines) if ERROR.search(line)), (lines or ["it told nothing"])[-1])
        raise StoreFailed(
            f"{what}: rclone failed with status {ended.code}: {reason}. Look at {self.called}, the bucket and keys in "
            f"the Secret {self.secret}, and the NetworkPolicy."
        )
