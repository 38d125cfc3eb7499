"""Taking a backup, and reading back from the repository that it is there and good."""

from collections.abc import Sequence

from gx_shared.progress import Refusal, Waiter, say

from .pgbackrest import PgBackRest, PgBackRestFailed
from .repository import Backup, Contents, Repository
from .wal import missing_segments

# As pgBackRest names them.
KINDS = {"full": "full", "differential": "diff"}


def take_backup(
    kind: str, members: Sequence[str], least_bytes: int, pgbackrest: PgBackRest, repository: Repository, waiter: Waiter
) -> dict[str, object]:
    """Takes a backup of a kind and returns what is told of it. Throws Refusal where it isn't as it should be.

    `members` are pgBackRest's options for the members. pgBackRest removes old backups only after a new one is complete.
    """
    start = waiter.now()
    known = {one.label for one in repository.look().backups}
    say(f"taking a {kind} backup")
    _back_up(kind, members, pgbackrest)
    say("reading back what the repository holds")
    contents = repository.look()
    fresh = [one for one in contents.backups if one.label not in known]
    if not fresh:
        raise Refusal(
            "the repository holds no new backup, though pgBackRest ended well. Take another one, and look at it."
        )
    backup = fresh[-1]
    _require_good(backup, least_bytes)
    lost = _lost_segments(contents, repository)
    return {
        "backup": backup.label,
        "kind": backup.kind,
        "seconds": round(waiter.now() - start),
        "sizeBytes": backup.size_bytes,
        "repositoryBytes": backup.repository_bytes,
        "restorableFrom": f"{contents.backups[0].ended_at:%Y-%m-%d %H:%M:%S+00}",
        **({"missingSegments": lost} if lost else {}),
    }


def _back_up(kind: str, members: Sequence[str], pgbackrest: PgBackRest) -> None:
    options = [f"--type={KINDS[kind]}", *members]
    if not any(option.startswith("--pg2-") for option in members):
        pgbackrest.run("backup", options)
        return
    try:
        pgbackrest.run("backup", [*options, "--backup-standby"])
    except PgBackRestFailed as failure:
        if not failure.lacks_standby:
            raise
        say("warning: no standby can be read, so the backup is taken from the primary")
        pgbackrest.run("backup", options)


def _require_good(backup: Backup, least_bytes: int) -> None:
    if backup.has_errors:
        raise Refusal(
            f"{backup.label}: pages with wrong checksums were backed up; the lines above name their files. The disk "
            "of the member that was read is failing or was written to: replace that member, then take a full backup."
        )
    if backup.size_bytes < least_bytes:
        raise Refusal(
            f"leastBytes: {backup.label} is of {backup.size_bytes} bytes, less than {least_bytes}. Was the right "
            "cluster backed up, and are its databases there?"
        )


def _lost_segments(contents: Contents, repository: Repository) -> int:
    """How many segments are missing since the oldest backup. Throws Refusal for one missing since the last but one."""
    oldest, newest = contents.backups[0], contents.backups[-1]
    before = contents.backups[-2] if len(contents.backups) > 1 else newest
    present = repository.segments(contents.archive)
    lost = missing_segments(present, oldest.first_segment, newest.last_segment)
    fresh = missing_segments(present, before.first_segment, newest.last_segment)
    if fresh:
        raise Refusal(
            f"{len(fresh)} segments of the log are missing between {before.label} and {newest.label}, the first of "
            f"them {fresh[0]}: no moment from then until {newest.ended_at:%Y-%m-%d %H:%M:%S+00} can be restored, all "
            "later ones can. Had the object store been away for longer than archive-push-queue-max lasts?"
        )
    if lost:
        say(f"warning: {len(lost)} segments of the log are missing since {oldest.label}, the first of them {lost[0]}")
    return len(lost)
