"""Makes a member whose restore was interrupted an empty one again, and lets the cluster begin anew."""

import os
from pathlib import Path

from patroni.config import Config
from patroni.dcs import get_dcs

from gx_shared.progress import Refusal, say

from .outcome import told_outcome
from .unfinished_restore import remove_mark, remove_unfinished

CONFIGURATION = "/etc/patroni/patroni.yml"


def main() -> int:
    """Does so and returns the exit code: 0 when Patroni may be started."""
    return told_outcome(_forget)


def _forget() -> dict[str, object]:
    data = Path(os.environ["PGDATA"])
    remove_unfinished(data)
    _take_back_initialization()
    remove_mark(data)
    return {}


def _take_back_initialization() -> None:
    """Patroni notes in its store that a member makes the cluster, and never takes that back for one that was killed."""
    store = get_dcs(Config(CONFIGURATION))
    if store.get_cluster().initialize != "":
        return
    if not store.cancel_initialization():
        raise Refusal(
            "the store still says that this member makes the cluster: the API server didn't take that back, as the "
            "lines above say. It is tried again when this container is."
        )
    say("taken back in the store: that this member makes the cluster")
