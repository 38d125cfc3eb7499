"""What rclone does with lists of paths, with folders as the stores."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from gx_program.processes import Ended

DIFFER = "2026/11/30 12:00:00 Failed to check: 1 differences found"

Receive = Callable[[bytes], object]


def copy_listed(source: Path, target: Path, paths: Sequence[str], damaged: bool) -> None:
    """Copies those that are there; the first is damaged if so told."""
    for path in paths:
        if (source / path).is_file():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / path, target / path)
    if damaged:
        content = (target / paths[0]).read_bytes()
        (target / paths[0]).write_bytes(content[:-1] + b"?")


def compared(source: Path, target: Path, paths: Sequence[str], receive: Receive) -> Ended:
    """Tells of each whether it is there as in the source, absent or other."""

    def mark(path: str) -> str:
        if not (target / path).is_file():
            return "+"
        return "=" if (target / path).read_bytes() == (source / path).read_bytes() else "*"

    marks = [mark(path) for path in paths]
    receive("".join(f"{one} {path}\n" for one, path in zip(marks, paths)).encode())
    return Ended(1, (DIFFER,)) if set(marks) != {"="} else Ended(0, ())
