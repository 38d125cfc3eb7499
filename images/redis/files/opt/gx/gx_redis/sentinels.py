"""What the Sentinels say, and what follows from it."""

from collections.abc import Collection
from typing import Any, NamedTuple

from .resp import Connection, ServerError

FAILOVER = "failover_in_progress"
# The last is that Sentinel itself has no connection to the primary.
DOUBTS = frozenset({"s_down", "o_down", FAILOVER, "disconnected"})


class View(NamedTuple):
    """Who one Sentinel says is primary."""

    address: str
    epoch: int
    """Of the configuration: the newest one counts."""
    flags: frozenset[str] = frozenset()


def ask(connection: Connection, group: str) -> View | None:
    """Asks one Sentinel; None where it doesn't know the group yet. Throws Unreachable, ServerError for other errors."""
    # While replicas are being told of a promoted one, the first still has the old address but the new epoch. At once, as a
    # change between the two answers would give a pair that never was.
    master, address = connection.call_all([("SENTINEL", "MASTER", group), ("SENTINEL", "GET-MASTER-ADDR-BY-NAME", group)])
    for answer in (master, address):
        if isinstance(answer, ServerError):
            if "with that name" in str(answer):
                return None
            raise answer
    if address is None:
        return None
    fields = pairs(master)
    return View(str(address[0]), int(fields["config-epoch"]), frozenset(fields["flags"].split(",")))


def pairs(answer: list[Any]) -> dict[str, str]:
    """A list of names and values as a dictionary."""
    return dict(zip(answer[::2], answer[1::2], strict=True))


def newest(views: Collection[View]) -> View | None:
    """The view with the newest configuration, None without views."""
    return max(views, key=lambda view: view.epoch, default=None)


def agreed(views: Collection[View], majority: int) -> View | None:
    """The newest view where a majority has it, without flags; else None."""
    last = newest(views)
    if last is None or sum((view.address, view.epoch) == (last.address, last.epoch) for view in views) < majority:
        return None
    return View(last.address, last.epoch)


def objection(views: Collection[View], address: str, majority: int) -> str | None:
    """Why the server at this address mustn't take writes as primary, in words; None where it may.

    Beyond the majority every Sentinel that answers counts: one in doubt may be about to promote another server.
    """
    found = agreed(views, majority)
    if found is None:
        return f"{len(views)} Sentinels answer, and no {majority} agree on the newest configuration"
    if found.address != address:
        return f"the Sentinels name {found.address} as primary since epoch {found.epoch}"
    doubts = sorted({flag for view in views for flag in view.flags & DOUBTS})
    return f"a Sentinel says of it: {', '.join(doubts)}" if doubts else None
