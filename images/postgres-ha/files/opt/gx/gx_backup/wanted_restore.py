"""Which moment is to be restored, along which timeline, and whether the repository has it."""

from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from gx_program.fields import Fields, read_json, refuse
from gx_program.say import Refusal
from gx_shared.statements import IDENTIFIER

from .branch import newest_backup_along
from .repository import Repository

WANTED_FILE = Path("/etc/patroni/restore.json")
LATEST = "latest"
FORM = "%Y-%m-%d %H:%M:%S+00"
MOST_TIMELINE = 2**31 - 1


@dataclass(frozen=True)
class WantedRestore:
    """The stanza, the moment, None for the latest that there is, and the timeline, None for the newest."""

    stanza: str
    moment: datetime | None
    timeline: int | None = None


def read_wanted(path: Path = WANTED_FILE) -> WantedRestore:
    """Reads and checks the file. Throws Refusal naming field, value and remedy."""
    fields = Fields(read_json(path, "Mount the ConfigMap of the members there."))
    wanted = WantedRestore(
        fields.text("stanza", IDENTIFIER),
        moment_of(fields.text("from"), "from"),
        fields.integer("timeline", 1, MOST_TIMELINE) if fields.has("timeline") else None,
    )
    fields.end()
    return wanted


def moment_of(value: str, field: str) -> datetime | None:
    """The moment that a text gives, None for the latest. Throws Refusal, which names the field."""
    if value == LATEST:
        return None
    try:
        return datetime.strptime(value, FORM).replace(tzinfo=timezone.utc)
    except ValueError:
        raise refuse(field, value, f"Give {LATEST}, or a moment in UTC as YYYY-MM-DD HH:MM:SS+00.") from None


def target_options(wanted: WantedRestore, repository: Repository, now: datetime) -> list[str]:
    """pgBackRest's options for it. Throws Refusal where the repository can't have that moment."""
    contents = repository.look()
    if not contents.backups:
        raise Refusal(
            f"the repository has no backup of stanza {wanted.stanza}: nothing can be restored. Is it the right bucket? "
            "A cluster that is to begin empty has no gx:postgres.backup.restoreFrom."
        )
    earliest = contents.backups[0].ended_at
    if wanted.moment and not earliest < wanted.moment <= now:
        raise Refusal(
            f"{wanted.moment.strftime(FORM)} can't be restored, only what is after {earliest.strftime(FORM)}, "
            f"when the oldest backup ended, and not after now, {now.strftime(FORM)}. Choose such a moment, or {LATEST}."
        )
    options = ["--type=default"]
    if wanted.moment:
        options = ["--type=time", f"--target={wanted.moment.strftime(FORM)}", "--target-action=promote"]
    if wanted.timeline is not None:
        backup = newest_backup_along(wanted.timeline, wanted.moment or now, contents, repository)
        options += [f"--set={backup.label}", f"--target-timeline={wanted.timeline}"]
    return options
