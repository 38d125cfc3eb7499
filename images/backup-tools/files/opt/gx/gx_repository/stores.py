"""The repository's bucket and the destination off-site, as rclone reaches many of their objects at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from gx_dumps.digest import digest_of
from gx_dumps.off_site import OffSite
from gx_dumps.put import put
from gx_dumps.store import Store
from gx_program.deadline import Deadline

TAKE_BACK_SECONDS = 60.0


class BatchStore(Store):
    """A store whose objects are moved by lists of their paths, which aren't empty. All throw as those of Store do."""

    def content(self, path: str) -> bytes:
        """A small object, byte by byte."""
        parts: list[bytes] = []
        self.read(path, parts.append)
        return b"".join(parts)

    def put_content(self, path: str, content: bytes) -> None:
        """Puts a small object there, read back."""
        with TemporaryDirectory(prefix="put-") as folder:
            file = Path(folder, "content")
            file.write_bytes(content)
            put(self, file, path, digest_of(file, self._deadline))

    def download_batch(self, paths: Sequence[str], folder: Path) -> None:
        """Lays objects below a folder. One that isn't there is passed over without a word: look what came."""
        self._copy(paths, self.folder, str(folder), f"download {_count(paths)}")

    def upload_batch(self, folder: Path, paths: Sequence[str]) -> None:
        """Puts files from below a folder there, whatever was there before."""
        self._copy(paths, str(folder), self.folder, f"upload {_count(paths)}")

    def unequal(self, folder: Path, paths: Sequence[str]) -> list[str]:
        """Reads objects back; those that aren't there as they are below the folder."""
        what = f"read {_count(paths)} back"
        parts: list[bytes] = []
        # Fewer readers than rclone's 8: each has buffers for both sides.
        options = ["--download", "--one-way", "--no-traverse", "--checkers", "4", "--combined", "-"]
        with _list_of(paths) as listed:
            words = ["check", *options, "--files-from-raw", listed, str(folder), self.folder]
            ended = self._rclone(words, what, parts.append)
        told = b"".join(parts).decode().splitlines()
        # Where it couldn't even look, it names none.
        if not told:
            self._require(ended, what)
        equal = {line.removeprefix("= ") for line in told if line.startswith("= ")}
        return [path for path in paths if path not in equal]

    def remove_batch(self, paths: Sequence[str]) -> None:
        """Removes objects. One that isn't there is none the less gone."""
        what = f"remove {_count(paths)}"
        # The bound is for the day on which a list isn't heeded: without one this empties the folder.
        options = ["--no-traverse", "--max-delete", str(len(paths))]
        with _list_of(paths) as listed:
            self._require(self._rclone(["delete", *options, "--files-from-raw", listed, self.folder], what), what)

    def take_back(self, paths: Sequence[str]) -> None:
        """Removes objects, also where the run's deadline has passed: this has a minute of its own."""
        other = copy(self)
        other._deadline = Deadline(TAKE_BACK_SECONDS)
        other.remove_batch(paths)

    def _copy(self, paths: Sequence[str], origin: str, target: str, what: str) -> None:
        # Files get the time of the download: it is by when they came there that copies grow old, also where a
        # destination keeps the file's own time instead.
        options = ["--no-traverse", "--ignore-times", "--local-no-set-modtime"]
        with _list_of(paths) as listed:
            self._transfer(["copy", *options, "--files-from-raw", listed, origin, target], what)


class Repository(BatchStore):
    """pgBackRest's repository in its bucket."""

    secret = "backup-repository-reader (or, to bring it back, backup-repository)"


class RepositoryOffSite(BatchStore):
    """Its copy, as rclone shows what is encrypted there."""

    called = OffSite.called
    secret = "backup-repository-off-site"


@contextmanager
def _list_of(paths: Sequence[str]) -> Iterator[str]:
    assert paths, "a list that is empty names nothing"
    with NamedTemporaryFile("w", prefix="paths-") as file:
        file.writelines(f"{path}\n" for path in paths)
        file.flush()
        yield file.name


def _count(paths: Sequence[str]) -> str:
    return paths[0] if len(paths) == 1 else f"{len(paths)} objects"
