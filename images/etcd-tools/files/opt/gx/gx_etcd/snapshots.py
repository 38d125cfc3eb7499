"""Which of K3s' snapshots is dumped: the newest, by the moment that its name ends with.

K3s takes them by its server's clock, and the job that dumps may be made up for: the newest is dumped also where it was taken
hours ago, and may have been dumped before. One that is older than K3s leaves between two says that K3s takes none any more.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gx_program.fields import Form
from gx_program.say import Refusal

# Such as etcd-snapshot-NODE-1764590400 and on-demand-NODE-1764590400; one that isn't whole yet ends otherwise.
NAME = Form(re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*-(\d{10})"), "Give it as K3s does: it ends with a unix time.")
COMPRESSED = ".zip"
AHEAD_AT_MOST = timedelta(minutes=5)
MOMENT_FORM = "%Y-%m-%dT%H:%M:%SZ"
TAKE_ONE = "On a server `k3s etcd-snapshot save` takes one"


@dataclass(frozen=True)
class Snapshot:
    """One that K3s took."""

    file: Path
    taken_at: datetime

    @property
    def name(self) -> str:
        """What K3s calls it."""
        return self.file.name

    @property
    def moment(self) -> str:
        """When it was taken, for people and facts."""
        return f"{self.taken_at:{MOMENT_FORM}}"


def newest_snapshot(folder: Path, most_age_minutes: int, now: datetime) -> Snapshot:
    """The newest in K3s' folder. Throws Refusal where there is none, or it is compressed, too old, or of a moment to come."""
    found = [one for file in folder.iterdir() if file.is_file() and (one := _snapshot_of(file))]
    if not found:
        raise Refusal(
            f"{folder} has no snapshot: K3s took none on this server, or another folder is mounted there. "
            f"{TAKE_ONE}, and `k3s etcd-snapshot ls` says which there are; K3s' log says why it takes none."
        )
    newest = max(found, key=lambda one: (one.taken_at, one.name))
    if newest.name.endswith(COMPRESSED):
        raise Refusal(
            f"{newest.file} is compressed, and isn't dumped: leave etcd-snapshot-compress out of K3s' configuration. "
            f"{TAKE_ONE} then."
        )
    if newest.taken_at > now + AHEAD_AT_MOST:
        raise Refusal(
            f"{newest.file} is of {newest.moment}, which is ahead of this server's clock, {now:{MOMENT_FORM}}. Set the "
            "clock right; if it is, remove that snapshot: it would be the newest until then."
        )
    if newest.taken_at < now - timedelta(minutes=most_age_minutes):
        raise Refusal(
            f"mostSnapshotAgeMinutes: the newest snapshot, {newest.file}, is of {newest.moment}, more than "
            f"{most_age_minutes} minutes ago. {TAKE_ONE} now; then have the job run again. Look at why K3s took none "
            "since: etcd-snapshot-schedule-cron in its configuration, which is by the server's clock, and its log."
        )
    return newest


def _snapshot_of(file: Path) -> Snapshot | None:
    match = NAME.pattern.fullmatch(file.name.removesuffix(COMPRESSED))
    return Snapshot(file, datetime.fromtimestamp(int(match[1]), UTC)) if match else None
