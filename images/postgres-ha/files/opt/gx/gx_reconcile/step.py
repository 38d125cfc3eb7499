"""Which member is rolled next, and how: a pure function of how things stand, so that a second run goes on with it."""

from collections.abc import Collection
from typing import Literal, NamedTuple

from .cluster import Member, View

# A standby refuses to run with less of these than its primary has.
PRIMARY_FIRST_WHEN_LOWERED = frozenset(
    {
        "max_connections",
        "max_locks_per_transaction",
        "max_prepared_transactions",
        "max_wal_senders",
        "max_worker_processes",
    }
)


class Step(NamedTuple):
    """One member and what is done to it."""

    action: Literal["replace", "restart", "switch over"]
    member: str


def next_step(view: View, old_pods: Collection[str]) -> Step | None:
    """Broken replicas, then the other replicas, then the leader, from which leadership is taken first. None: all done.

    `old_pods` are those of an old revision of the StatefulSet. A lowered limit reaches the primary first, in place:
    while it runs with more, no standby can run with less. Throws NotYet without one leader.
    """
    leader = view.leader
    if any(_is_lowered(name, change) for name, change in leader.pending_restart.items()):
        return Step("restart", leader.name)
    waiting = [one for one in view.members if one.name in old_pods or one.pending_restart]
    replicas = sorted(
        (one for one in waiting if one.name != leader.name), key=lambda one: (one.streams_from(leader), one.name)
    )
    if replicas:
        return Step("replace" if replicas[0].name in old_pods else "restart", replicas[0].name)
    if leader not in waiting:
        return None
    if view.replicas:
        return Step("switch over", leader.name)
    return Step("replace" if leader.name in old_pods else "restart", leader.name)


def candidate(view: View, is_synchronous: bool) -> Member | None:
    """A replica that may lead next. In synchronous mode Patroni hands over to a synchronous standby only."""
    able = view.synchronous if is_synchronous else [one for one in view.replicas if one.streams_from(view.leader)]
    return next(iter(able), None)


def _is_lowered(name: str, change: dict[str, str]) -> bool:
    try:
        return name in PRIMARY_FIRST_WHEN_LOWERED and int(change["new_value"]) < int(change["old_value"])
    except (KeyError, ValueError):
        return False
