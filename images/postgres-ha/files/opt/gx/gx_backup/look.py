"""A copy of the cluster as it was at a moment, for people to look at."""

import json
from datetime import datetime, timezone

from gx_program.say import say
from gx_shared.kept_server import keep

from .copies import Copies
from .members import SOCKET_FOLDER, SUPERUSER
from .replayed import read_replayed
from .repository import Repository
from .wanted_restore import WantedRestore, target_options


def look(wanted: WantedRestore, database: str, repository: Repository, copies: Copies) -> dict[str, object]:
    """Restores it and keeps it until the pod is told to end. Returns how far that went. Throws Refusal."""
    target = target_options(wanted, repository, datetime.now(timezone.utc))
    with copies.restored(target, SOCKET_FOLDER) as copy:
        replayed = copy.ask("how far the recovery went", read_replayed)
        # Who waits until it can be looked at must know by then, and not at the end.
        say(json.dumps({"result": "restored", **replayed}))
        keep(copy.server, SUPERUSER, database)
    return replayed
