"""Makes the running cluster what is declared: each part after what it needs."""

from collections.abc import Callable

from gx_program.say import say

from .cluster import Cluster
from .configuration import apply_configuration
from .pods import Pods
from .roll import apply_roll
from .unstick import await_leader

PATIENCE_SECONDS = 60


def apply(cluster: Cluster, pods: Pods, fill: Callable[[], bool]) -> list[str]:
    """Applies all that is declared. Returns the members that aren't well, each with its condition. Throws Refusal.

    `fill` makes roles and databases and returns whether the cluster was empty before. All members are waited for in a
    cluster that was empty, and where one had to be replaced or restarted. Else a member that is away holds nothing up:
    what is declared applies to it when it comes back.
    """
    say(f"{await_leader(cluster, pods).leader.name} leads")
    apply_configuration(cluster)
    was_empty = fill()
    if apply_roll(cluster, pods) or was_empty:
        return cluster.await_well()
    not_well = cluster.await_well(PATIENCE_SECONDS)
    for member in not_well:
        say(f"warning: not well after {PATIENCE_SECONDS} s, and not waited for: {member}")
    return not_well
