"""A copy of the cluster as it was at a moment, for people to look at."""

from datetime import datetime, timezone

from gx_shared.kept_server import keep

from .copies import Copies
from .members import SOCKET_FOLDER, SUPERUSER
from .repository import Repository
from .wanted_restore import WantedRestore, target_options


def look(wanted: WantedRestore, database: str, repository: Repository, copies: Copies) -> dict[str, object]:
    """Restores it and keeps it until the pod is told to end. Throws Refusal."""
    target = target_options(wanted, repository.look(), datetime.now(timezone.utc))
    with copies.restored(target, SOCKET_FOLDER) as copy:
        keep(copy.server, SUPERUSER, database)
    return {}
