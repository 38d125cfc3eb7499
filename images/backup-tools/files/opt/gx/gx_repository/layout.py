"""How pgBackRest lays its repository out: what of it is written once, and which backups are complete."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from gx_dumps.store import Entry

LABEL = re.compile(r"\d{8}-\d{6}F(_\d{8}-\d{6}[DI])?")
SEGMENT = re.compile(r"[0-9A-F]{24}-")
MANIFEST = "backup.manifest"
ARCHIVE_INFO = "archive.info"
BACKUP_INFO = "backup.info"


@dataclass(frozen=True)
class Layout:
    """That of one stanza; paths are in the repository's folder."""

    stanza: str

    @property
    def archive_info(self) -> str:
        """What pgBackRest knows of the log. It is rewritten."""
        return f"archive/{self.stanza}/{ARCHIVE_INFO}"

    @property
    def backup_info(self) -> str:
        """What pgBackRest knows of the backups. It is rewritten when one is complete, and before one is removed."""
        return f"backup/{self.stanza}/{BACKUP_INFO}"

    def label(self, path: str) -> str | None:
        """The label of the backup that an object is part of."""
        label, slash, _ = path.removeprefix(self._backups).partition("/")
        return label if path.startswith(self._backups) and slash and LABEL.fullmatch(label) else None

    def is_manifest(self, path: str) -> bool:
        """Whether an object is what completes its backup."""
        return path == f"{self._backups}{self.label(path)}/{MANIFEST}"

    def is_written_once(self, path: str) -> bool:
        """Whether an object is never rewritten, once its backup is complete if it is part of one."""
        # A file beside the folders is an info file, or none of pgBackRest's.
        in_archive = path.startswith(self._archive) and "/" in path.removeprefix(self._archive)
        return in_archive or path.startswith(f"{self._backups}backup.history/") or self.label(path) is not None

    def is_log(self, path: str) -> bool:
        """Whether an object is a segment of the log."""
        return path.startswith(self._archive) and SEGMENT.match(path.rpartition("/")[2]) is not None

    def complete(self, paths: Iterable[str]) -> list[str]:
        """The labels of complete backups, oldest first: one that builds upon a full backup isn't without that."""
        labels = {label for path in paths if self.is_manifest(path) and (label := self.label(path))}
        return sorted(label for label in labels if label.partition("_")[0] in labels)

    def known(self, paths: Collection[str]) -> set[str]:
        """The labels of all backups that are there or ever were: pgBackRest keeps the history of each for good."""
        begin = f"{self._backups}backup.history/"
        past = (LABEL.match(path.rpartition("/")[2]) for path in paths if path.startswith(begin))
        return {*(one[0] for one in past if one), *(label for path in paths if (label := self.label(path)))}

    def wanted(self, entries: Iterable[Entry]) -> list[Entry]:
        """What is to be had of these elsewhere: all that is written once, but of incomplete backups; in the order to copy it.

        The log is first. What is off-site can then be restored up to this run also if a large backup takes several; and it
        is the log that expires soonest. Of a backup the manifest is last, so that it is complete there only with all of it.
        """
        entries = list(entries)
        complete = set(self.complete(one.path for one in entries))

        def is_wanted(path: str) -> bool:
            label = self.label(path)
            return self.is_written_once(path) and (label is None or label in complete)

        def rank(entry: Entry) -> tuple[str, bool, str]:
            return self.label(entry.path) or "", self.is_manifest(entry.path), entry.path

        return sorted((one for one in entries if is_wanted(one.path)), key=rank)

    @property
    def _archive(self) -> str:
        return f"archive/{self.stanza}/"

    @property
    def _backups(self) -> str:
        return f"backup/{self.stanza}/"
