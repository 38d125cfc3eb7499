"""A pgBackRest that answers as it is told, for parts that call the program by its name."""

import json
import os
import shlex
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

PROGRAM = f"""#!/bin/sh
exec {shlex.quote(sys.executable)} -I -c '
import json, pathlib, sys
folder = pathlib.Path(sys.argv[1])
with open(folder / "calls", "a") as calls:
    print(json.dumps(sys.argv[2:]), file=calls)
command = next(word for word in sys.argv[2:] if not word.startswith("--"))
answers = folder / command
left = json.loads(answers.read_text())
answers.write_text(json.dumps(left[1:] or left))
print(left[0]["output"])
target = next((word[11:] for word in sys.argv if word.startswith("--pg1-path=")), None)
for name in left[0]["files"]:
    pathlib.Path(target, name).mkdir(parents=True)
sys.exit(left[0]["code"])
' "$(dirname "$0")" "$@"
"""


class FakePgBackRest:
    """A context manager: within it, `pgbackrest` is this one. Of a command's answers the last one stays."""

    def __enter__(self) -> "FakePgBackRest":
        self._folder = TemporaryDirectory()
        self.folder = Path(self._folder.name)
        program = self.folder / "pgbackrest"
        program.write_text(PROGRAM)
        program.chmod(0o755)
        self._path = patch.dict(os.environ, {"PATH": f"{self.folder}:{os.environ['PATH']}", "PGDATA": "/data/pgdata"})
        self._path.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._path.stop()
        self._folder.cleanup()

    def answers(self, command: str, *outputs: object, code: int = 0, files: tuple[str, ...] = ()) -> None:
        """Adds answers: texts as they are, other values as JSON. `files` are made as folders where it restores to."""
        path = self.folder / command
        before = json.loads(path.read_text()) if path.exists() else []
        texts = [one if isinstance(one, str) else json.dumps(one) for one in outputs]
        path.write_text(json.dumps([*before, *({"output": one, "code": code, "files": files} for one in texts)]))

    @property
    def calls(self) -> list[list[str]]:
        """The words of each call, in order."""
        path = self.folder / "calls"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    @property
    def commands(self) -> list[str]:
        """The commands that were called, in order."""
        return [next(word for word in words if not word.startswith("--")) for words in self.calls]


def info(*backups: dict[str, Any], newest: str | None = None) -> list[dict[str, Any]]:
    """An answer of `info`, as release 2.45 gives it."""
    return [
        {
            "archive": [{"database": {"id": 1, "repo-key": 1}, "id": "15-1", "max": newest, "min": None}],
            "backup": list(backups),
            "cipher": "aes-256-cbc",
            "db": [{"id": 1, "repo-key": 1, "system-id": 7713843090459646338, "version": "15"}],
            "name": "postgres",
            "repo": [{"cipher": "aes-256-cbc", "key": 1, "status": {"code": 0 if backups else 2, "message": "ok"}}],
            "status": {"code": 0, "lock": {"backup": {"held": False}}, "message": "ok"},
        }
    ]


def unreadable(code: int, message: str) -> list[dict[str, Any]]:
    """An answer of `info` where there is no stanza, or it can't be read."""
    status = {"code": code, "message": message}
    return [{"archive": [], "backup": [], "db": [], "name": "postgres", "repo": [{"status": status}], "status": status}]


def backup(label: str, first: int, last: int, kind: str = "full", **changes: Any) -> dict[str, Any]:
    """A backup in an answer of `info`, with segments of the log by their number; it ended at that second, too."""
    return {
        "archive": {"start": segment(first), "stop": segment(last)},
        "database": {"id": 1, "repo-key": 1},
        "error": False,
        "info": {"delta": 8458, "repository": {"delta": 464, "size": 2840432}, "size": 22992590},
        "label": label,
        "timestamp": {"start": last - 1, "stop": last},
        "type": kind,
        **changes,
    }


def segment(number: int, timeline: int = 1) -> str:
    """The name of a segment of the log."""
    return f"{timeline:08X}{number // 256:08X}{number % 256:08X}"


def archived(*segments: str) -> dict[str, Any]:
    """An answer of `repo-ls` for an archive."""
    hashed = {f"{one[:16]}/{one}-{'0c' * 20}.zst": {"type": "file", "size": 1, "time": 1} for one in segments}
    return {".": {"type": "path"}, "0000000100000000": {"type": "path"}, **hashed}
