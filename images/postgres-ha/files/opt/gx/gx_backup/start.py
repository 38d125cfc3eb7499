"""What is done once the cluster runs: a stanza in the repository, an archive that works, and a first backup."""

from collections.abc import Sequence

from gx_program.say import say
from gx_shared.progress import Waiter

from .pgbackrest import PgBackRest
from .repository import Repository
from .take_backup import take_backup


def start_backups(
    members: Sequence[str], least_bytes: int, pgbackrest: PgBackRest, repository: Repository, waiter: Waiter
) -> dict[str, object]:
    """Makes sure of all three; what is there stays. Returns what is told of them. Throws Refusal."""
    start = waiter.now()
    say("the stanza: made unless it is there")
    pgbackrest.run("stanza-create", members)
    say("the archive: a segment of the log must get there")
    pgbackrest.run("check", members)
    good = [one for one in repository.look().backups if not one.has_errors]
    if not good:
        return take_backup("full", lambda: members, least_bytes, pgbackrest, repository, waiter)
    say(f"{good[-1].label} is the newest backup")
    return {"backup": good[-1].label, "seconds": round(waiter.now() - start)}
