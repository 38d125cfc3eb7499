"""Taking a backup, and reading back from the repository that it is there and good."""

from collections.abc import Callable, Sequence

from gx_program.say import Refusal, Teller, say
from gx_shared.progress import Waiter

from .holes import find_holes
from .members import NoMemberAnswers
from .pgbackrest import PgBackRest, PgBackRestFailed
from .repository import Backup, Repository

# As pgBackRest names them.
KINDS = {"full": "full", "differential": "diff"}
# Of what is left of the job's time: the rest is the backup's.
PATIENCE_SHARE = 0.5
PAUSE_SECONDS = 60.0


def take_backup(
    kind: str,
    find_members: Callable[[], Sequence[str]],
    least_bytes: int,
    pgbackrest: PgBackRest,
    repository: Repository,
    waiter: Waiter,
) -> dict[str, object]:
    """Takes a backup of a kind and returns what is told of it. Throws Refusal where it isn't as it should be.

    `find_members` gives pgBackRest's options for the members, as they are then. pgBackRest removes old backups only after a new one is complete.
    """
    start = waiter.now()
    known = {one.label for one in repository.look().backups}
    say(f"taking a {kind} backup")
    _back_up_in_time(kind, find_members, pgbackrest, waiter)
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


def _back_up_in_time(
    kind: str, find_members: Callable[[], Sequence[str]], pgbackrest: PgBackRest, waiter: Waiter
) -> None:
    """Waits for the end of another backup, and for a member that leads: the next run may be a week away."""
    patience, teller = waiter.part(waiter.left() * PATIENCE_SHARE, "patience"), Teller()
    while True:
        try:
            return _back_up(kind, find_members(), pgbackrest)
        except (PgBackRestFailed, NoMemberAnswers) as failure:
            is_over = isinstance(failure, PgBackRestFailed) and not failure.may_pass
            if is_over or patience.left() == 0:
                raise
            teller.tell(kind, f"waiting, and trying again each {PAUSE_SECONDS:.0f} s: {failure}")
        patience.pause(PAUSE_SECONDS)


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
