"""Makes a member whose restore was interrupted an empty one again, and lets the cluster begin anew."""

import os
from pathlib import Path

from patroni.config import Config
from patroni.dcs import get_dcs
from patroni.exceptions import PatroniException

from gx_program.outcome import told_outcome
from gx_program.say import Refusal, say

from .unfinished_restore import remove_mark, remove_unfinished, require_mark

CONFIGURATION = "/etc/patroni/patroni.yml"


def main() -> int:
    """Does so and returns the exit code: 0 when Patroni may be started."""
    return told_outcome(_forget)


def _forget() -> dict[str, object]:
    data = Path(os.environ["PGDATA"])
    require_mark(data)
    remove_unfinished(data)
    _take_back_initialization()
    remove_mark(data)
    return {}


def _take_back_initialization() -> None:
    """Patroni notes in its store that a member makes the cluster, and never takes that back for one that was killed."""
    try:
        store = get_dcs(Config(CONFIGURATION))
        if store.get_cluster().initialize != "":
            return
        if not store.cancel_initialization():
            raise Refusal("the store didn't take back that this member makes the cluster. It is asked again next time.")
    except PatroniException as error:
        raise Refusal(
            f"Patroni's store can't be asked: {error}. Is {CONFIGURATION} there, and the API server?"
        ) from None
    say("taken back in the store: that this member makes the cluster")
