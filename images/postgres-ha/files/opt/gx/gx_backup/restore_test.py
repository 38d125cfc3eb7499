"""The proof that backups are good: a restore to a moment of just now, and a look at all that came of it."""

from typing import TYPE_CHECKING

from gx_program.say import Refusal, say
from gx_shared.checks import require_foreign_keys, require_sound
from gx_shared.progress import NotYet, Waiter

from .checks import count_rows, require_moment, require_tables
from .copies import Copies, Copy
from .heartbeat import Heartbeat, beat
from .holes import Holes, find_holes
from .repository import Contents, Repository
from .settings import Settings

if TYPE_CHECKING:
    from gx_shared.database import Server

DAMAGED = "Look for the same at the source with pg_amcheck: where it is sound there, take a full backup."


def restore_test(
    settings: Settings, primary: "Server", repository: Repository, copies: Copies, waiter: Waiter
) -> dict[str, object]:
    """Tests, and returns what is told of it. Throws Refusal for whatever isn't as it must be."""
    start = waiter.now()
    contents = repository.look()
    if not contents.backups:
        raise Refusal("the repository has no backup yet: run `backup start`.")
    # By name, as it ended before the moment: for itself pgBackRest compares whole seconds.
    backup = contents.backups[-1].label
    say("[1/4] rows before and after a moment are written on the primary")
    heartbeat = waiter.until("the primary", lambda: beat(primary, settings.database))
    say(f"[2/4] {heartbeat.segment}, in which they are, must get into the repository")
    written = waiter.now()
    _await_archived(heartbeat, repository, min(settings.archive_timeout_seconds, waiter.left()))
    say(f"[3/4] {backup} is restored, and recovers to {heartbeat.moment}")
    archived = waiter.now()
    to_moment = ["--type=time", f"--target={heartbeat.moment}", "--target-action=promote"]
    with copies.restored([f"--set={backup}", *to_moment]) as copy:
        restored = waiter.now()
        say("[4/4] what came of it is looked at")
        found = _look_at(copy, heartbeat, settings.database, waiter)
    holes = _require_no_fresh_holes(contents, repository)
    return {
        "backup": backup,
        "moment": heartbeat.moment,
        "seconds": round(waiter.now() - start),
        "archiveSeconds": round(archived - written),
        "restoreSeconds": round(restored - archived),
        **found,
        **holes.told,
    }


def _await_archived(heartbeat: Heartbeat, repository: Repository, patience_seconds: float) -> None:
    def look() -> None:
        newest = repository.look().newest_segment
        if newest < heartbeat.segment:
            raise NotYet(f"the newest one there is {newest or 'none'}; container postgres of the primary says why")

    # With an end of its own: what comes next needs time too.
    patience = Waiter(patience_seconds, setting="archiveTimeoutSeconds")
    patience.until(f"{heartbeat.segment} in the repository", look)


def _look_at(copy: Copy, heartbeat: Heartbeat, database: str, waiter: Waiter) -> dict[str, object]:
    copy.ask("the rows", lambda server: require_moment(server, heartbeat))
    tables = copy.ask("the tables", lambda server: require_tables(server, heartbeat, database))
    rows = copy.ask("the number of rows", lambda server: count_rows(server, database, tables))
    keys = copy.ask("the foreign keys", lambda server: require_foreign_keys(server, database))
    require_sound(copy.server.socket_folder, waiter, DAMAGED)
    say(f"{len(tables)} tables with {rows} rows and {keys} foreign keys in {database}; all databases are sound")
    return {"tables": len(tables), "rows": rows, "foreignKeys": keys}


def _require_no_fresh_holes(contents: Contents, repository: Repository) -> Holes:
    """Not where backups are taken: a job that fails there tries again, and before that other backup there is none."""
    holes = find_holes(contents, repository)
    if holes.are_fresh:
        raise Refusal(
            f"{holes.description}. What was restored just now is good, and so are all moments after "
            f"{contents.backups[-1].label}."
        )
    if holes.segments:
        say(f"warning: {holes.description}")
    return holes
