"""What the repository holds, as pgBackRest reads it there."""

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from gx_program.say import Refusal

from .pgbackrest import PgBackRest, printable
from .timelines import history_of
from .wal import history_in, segment_in

# Of a repository, in `info`: there is a stanza with backups, no stanza, no backup, no data of a stanza.
READABLE = (0, 1, 2, 3)


@dataclass(frozen=True)
class Backup:
    """One backup. `size_bytes` is the cluster's, `repository_bytes` what this backup added to the repository."""

    label: str
    kind: str
    ended_at: datetime
    first_segment: str
    last_segment: str
    size_bytes: int
    repository_bytes: int
    has_errors: bool


@dataclass(frozen=True)
class Contents:
    """The backups of the current cluster, oldest first, and where its log is archived; none of it before the first."""

    backups: tuple[Backup, ...] = ()
    archive: str = ""
    newest_segment: str = ""


class Repository:
    """The repository of a stanza. All throw Refusal where it can't be read."""

    def __init__(self, stanza: str, pgbackrest: PgBackRest) -> None:
        self._stanza = stanza
        self._pgbackrest = pgbackrest

    def look(self) -> Contents:
        """What it holds now."""
        return contents_of(self._pgbackrest.ask("info"))

    def segments(self, archive: str) -> list[str]:
        """All segments of the log in an archive."""
        return [segment for path in self._listed(archive) if (segment := segment_in(path))]

    def log_files(self, archive: str) -> set[str]:
        """All segments of the log and histories of timelines in an archive."""
        return {name for path in self._listed(archive) if (name := segment_in(path) or history_in(path))}

    def history(self, archive: str, timeline: int) -> str:
        """The text of a timeline's history, which must be in an archive."""
        return self._pgbackrest.read(f"archive/{self._stanza}/{archive}/{history_of(timeline)}")

    def _listed(self, archive: str) -> Any:
        return self._pgbackrest.ask("repo-ls", f"archive/{self._stanza}/{archive}", "--recurse")


def contents_of(info: Any) -> Contents:
    """The contents from the answer of `info` for one stanza. Throws Refusal where that tells of an error."""
    [stanza] = info
    for repository in stanza["repo"]:
        status = repository["status"]
        if status["code"] not in READABLE:
            raise Refusal(
                f"the repository can't be read: {printable(status['message'])}. Look at the object store, the keys "
                "and the passphrase in pgbackrest.conf, and the NetworkPolicy."
            )
    if not stanza["db"]:
        return Contents()
    current = stanza["db"][-1]["id"]
    [archive] = [one for one in stanza["archive"] if one["database"]["id"] == current]
    backups = tuple(_backup(one) for one in stanza["backup"] if one["database"]["id"] == current)
    return Contents(backups, archive["id"], archive["max"] or "")


def _backup(value: dict[str, Any]) -> Backup:
    return Backup(
        label=value["label"],
        kind=value["type"],
        ended_at=datetime.fromtimestamp(value["timestamp"]["stop"], timezone.utc),
        first_segment=value["archive"]["start"],
        last_segment=value["archive"]["stop"],
        size_bytes=value["info"]["size"],
        repository_bytes=value["info"]["repository"]["delta"],
        has_errors=bool(value["error"]),
    )
