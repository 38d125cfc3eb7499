"""What etcd's own program for snapshots says of one, and its making data of one."""

import json
from dataclasses import dataclass
from pathlib import Path

from gx_program.deadline import Deadline
from gx_program.say import Refusal

from .command import run_command


@dataclass(frozen=True)
class Status:
    """What a snapshot has: as of its last revision, so many keys, whatever they begin with."""

    revision: int
    keys: int


def snapshot_status(file: Path, deadline: Deadline) -> Status:
    """Reads the whole database. Throws Refusal where it isn't sound."""
    what = f"etcdutl snapshot status {file.name}"
    ran = run_command(["etcdutl", "snapshot", "status", str(file), "--write-out", "json"], what, deadline)
    if ran.code != 0:
        raise Refusal(f"{what}: {ran.reason}. The snapshot is no good: take another one. Look at this server's disk.")
    try:
        found = json.loads(ran.output)
        return Status(int(found["revision"]), int(found["totalKey"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(f"{what}: it says something else than it did ({type(error).__name__} {error}).") from None


def restore_snapshot(file: Path, folder: Path, deadline: Deadline) -> None:
    """Makes data of a snapshot in a folder that isn't there, as of a cluster of one. Throws Refusal where it isn't sound."""
    what = f"etcdutl snapshot restore {file.name}"
    ran = run_command(["etcdutl", "snapshot", "restore", str(file), "--data-dir", str(folder)], what, deadline)
    if ran.code != 0:
        raise Refusal(f"{what}: {ran.reason}. Has {folder.parent} room for it? Otherwise fetch an older dump.")
