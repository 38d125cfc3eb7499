"""A pod of the jobs as far as the programs see it, with fake tools and a folder as the store."""

import contextlib
import hashlib
import io
import json
import os
import signal
import sys
import unittest
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

sys.path[:0] = [
    str(Path(__file__).resolve().parents[3] / folder / "files/opt/gx") for folder in ("backup-tools", "shared")
]

from fake_tools import FakeTools, encrypted  # noqa: E402
from gx_dumps import fetch, keep  # noqa: E402
from gx_dumps.manifest import MOMENT_FORM, STAMP_FORM, Manifest, written  # noqa: E402
from gx_dumps.settings import Places  # noqa: E402

RECIPIENT = f"age1{'q' * 58}"
OTHER_RECIPIENT = f"age1{'p' * 58}"
NOW = datetime.now(timezone.utc).replace(microsecond=0)


def ago(**words: float) -> datetime:
    """A moment before now."""
    return NOW - timedelta(**words)


# Moments of old backups, the oldest first.
OLD = tuple(ago(days=days) for days in (12, 11, 10, 9, 8))


def stamp(moment: datetime) -> str:
    """The stamp of a moment."""
    return f"{moment:{STAMP_FORM}}"


def document(**changes: Any) -> dict[str, Any]:
    """A valid source.json, with some of its fields replaced."""
    return {
        "source": "redis-dump",
        "file": "dump.rdb",
        "leastBytes": 88,
        "keepDays": 7,
        "leastKept": 4,
        "mostAgeHours": 12,
        "timeoutSeconds": 60,
        "recipient": RECIPIENT,
        **changes,
    }


def lay_object(file: Path, uploaded_at: datetime, content: bytes) -> Path:
    """Lays a file as if it had been uploaded then."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (uploaded_at.timestamp(), uploaded_at.timestamp()))
    return file


def lay_backup(folder: Path, moment: datetime, **contents: Any) -> None:
    """Lays a backup of the source that the folder is called by, as a job kept it then. `contents` is what was counted."""
    dump = b"REDIS0011" * 20
    hidden = encrypted(dump, RECIPIENT)
    manifest = Manifest(
        source=folder.name,
        taken_at=moment,
        file="dump.rdb",
        bytes=len(dump),
        sha256=hashlib.sha256(dump).hexdigest(),
        encrypted_bytes=len(hidden),
        encrypted_sha256=hashlib.sha256(hidden).hexdigest(),
        recipient=RECIPIENT,
        facts={"takenAt": f"{moment:{MOMENT_FORM}}", **(contents or {"keys": 3})},
    )
    lay_object(folder / manifest.object, moment, hidden)
    lay_object(folder / manifest.stamp / "manifest.json", moment, written(manifest).encode())


class PodCase(unittest.TestCase):
    """Each test has a pod of its own, with a good dump in it and an empty store."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(TemporaryDirectory()))
        for name in ("backup", "rclone", "identity", "dump"):
            (self.folder / name).mkdir()
        self.tools = FakeTools(self.folder / "store")
        for module in ("store", "encryption"):
            self.enterContext(patch(f"gx_dumps.{module}.run_command", self.tools.run))
        self.enterContext(patch("gx_dumps.first_answer.PAUSE_SECONDS", 0.0))
        self.enterContext(patch("gx_dumps.first_answer.FIRST_ANSWER_SECONDS", 5.0))
        self.addCleanup(signal.signal, signal.SIGTERM, signal.getsignal(signal.SIGTERM))
        self.dump = self.folder / "dump"
        self.bucket = self.folder / "store/dumps/redis-dump"
        identity = self.folder / "identity/identity"
        self.places = Places(self.folder / "backup/source.json", self.folder / "rclone", identity, self.dump)
        identity.write_text(f"{RECIPIENT}\n")
        (self.folder / "rclone/rclone.conf").write_text("[store]\ntype = alias\n")
        (self.folder / "rclone/bucket").write_text("dumps\n")
        self.declare()
        self.lay_dump(NOW)

    def declare(self, **changes: Any) -> None:
        """Changes source.json."""
        self.places.settings.write_text(json.dumps(document(**changes)))

    def lay_dump(self, taken_at: datetime, content: bytes = b"REDIS0011" * 20, dumped_at: datetime | None = None) -> None:
        """Lays a dump as its container leaves it; `dumped_at` is told where it is given."""
        (self.dump / "dump.rdb").write_bytes(content)
        dumped = {"dumpedAt": f"{dumped_at:{MOMENT_FORM}}"} if dumped_at else {}
        facts = {"takenAt": f"{taken_at:{MOMENT_FORM}}", **dumped, "keys": 3}
        (self.dump / "facts.json").write_text(json.dumps(facts))

    def keep(self, *words: str) -> dict[str, Any]:
        """Runs it and returns its outcome; what it printed is in `output`."""
        return self._ran(keep.main, words)

    def fetch(self, *words: str) -> dict[str, Any]:
        """Runs it and returns its outcome; what it printed is in `output`."""
        return self._ran(fetch.main, words)

    def kept(self, *moments: datetime, **contents: Any) -> list[str]:
        """Lays a backup of each moment, as a job kept it then; their stamps."""
        for moment in moments:
            lay_backup(self.bucket, moment, **contents)
        return [stamp(moment) for moment in moments]

    def lay(self, path: str, uploaded_at: datetime, content: bytes = b"part") -> Path:
        """Lays an object."""
        return lay_object(self.bucket / path, uploaded_at, content)

    def fault(self, what: str, *words: str, times: int = 1000) -> None:
        """From now on calls of rclone with all of these words fail, hang, or damage what they copy."""
        self.tools.fault = (what, words, times)

    @property
    def stored(self) -> list[str]:
        """The paths of all objects of the source."""
        return sorted(str(one.relative_to(self.bucket)) for one in self.bucket.rglob("*") if one.is_file())

    @property
    def stamps(self) -> list[str]:
        """The stamps that have a manifest."""
        return [path.split("/")[0] for path in self.stored if path.endswith("/manifest.json")]

    def _ran(self, main: Callable[[list[str], Places], int], words: tuple[str, ...]) -> dict[str, Any]:
        return self.outcome(lambda: main(list(words), self.places))

    def outcome(self, run: Callable[[], int]) -> dict[str, Any]:
        """What a program tells at last; what it printed is in `output`."""
        with contextlib.redirect_stdout(io.StringIO()) as output:
            code = run()
        self.output = output.getvalue()
        outcome: dict[str, Any] = json.loads(self.output.splitlines()[-1])
        self.assertEqual(code, 0 if outcome["result"] == "done" else 1)
        return outcome
