"""Taking a backup, and reading back from the repository that it is there and good."""

from collections.abc import Sequence

from gx_program.say import Refusal, say
from gx_shared.progress import Waiter

from .holes import find_holes
from .pgbackrest import PgBackRest, PgBackRestFailed
from .repository import Backup, Repository

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
    holes = find_holes(contents, repository)
    if holes.segments:
        say(f"warning: {holes.description}")
    return {
        "backup": backup.label,
        "kind": backup.kind,
        "seconds": round(waiter.now() - start),
        "sizeBytes": backup.size_bytes,
        "repositoryBytes": backup.repository_bytes,
        "restorableFrom": f"{contents.backups[0].ended_at:%Y-%m-%d %H:%M:%S+00}",
        **holes.told,
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
