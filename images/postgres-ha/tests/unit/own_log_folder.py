"""A member's folder of the log, as PostgreSQL keeps it."""

from pathlib import Path

from gx_backup.wal import SEGMENT_BYTES

CONTENT = "1\t0/5000148\tno recovery target specified\n"


class OwnLogFolder:
    """`pg_wal` in a data folder, with files that take no room. `done` and `ready` are a file's states for the archiver."""

    def __init__(self, data: Path) -> None:
        self.log = data / "pg_wal"
        self.status = self.log / "archive_status"
        self.status.mkdir(parents=True)

    def segment(self, name: str, state: str | None = "done", size: int = SEGMENT_BYTES) -> None:
        with (self.log / name).open("wb") as file:
            file.truncate(size)
        if state:
            (self.status / f"{name}.{state}").touch()

    def history(self, name: str, state: str | None = "done", text: str = CONTENT) -> None:
        (self.log / name).write_text(text)
        if state:
            (self.status / f"{name}.{state}").touch()

    def states(self) -> list[str]:
        return sorted(one.name for one in self.status.iterdir())

    def in_state(self, state: str) -> list[str]:
        return [name.removesuffix(f".{state}") for name in self.states() if name.endswith(f".{state}")]

    def archive(self, name: str) -> None:
        """Does what the archiver does with one that is ready."""
        (self.status / f"{name}.ready").rename(self.status / f"{name}.done")

    def recycle(self, name: str) -> None:
        """Does what a checkpoint does with one that needn't be archived."""
        (self.log / name).unlink()
        (self.status / f"{name}.done").unlink()
