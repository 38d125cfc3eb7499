"""Patroni's dynamic configuration: replaced as a whole, so that what is no longer declared goes too."""

from typing import Any

from gx_program.say import Refusal, say
from gx_shared.progress import NotYet

from .cluster import Cluster, View
from .http_json import Unreachable

ABSENT = object()


def without_nulls(value: Any) -> Any:
    """The same without keys whose value is null: to Patroni that means that the key isn't there."""
    if isinstance(value, dict):
        return {key: without_nulls(one) for key, one in value.items() if one is not None}
    return value


def differences(before: Any, after: Any, path: str = "") -> list[str]:
    """The keys, dotted, whose values differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = sorted({*before, *after})
        return [
            found
            for key in keys
            for found in differences(before.get(key, ABSENT), after.get(key, ABSENT), f"{path}.{key}".strip("."))
        ]
    return [] if before == after else [path]


def apply_configuration(cluster: Cluster) -> None:
    """Makes the dynamic configuration the declared one and waits until every running member has it. Throws Refusal."""
    wanted = without_nulls(cluster.declared.configuration)
    cluster.waiter.until("the configuration", lambda: _replace(cluster, wanted))
    taken: set[str] = set()
    shown_at: dict[str, int] = {}
    view = cluster.waiter.until(
        "every member to take the configuration", lambda: _require_taken(cluster, wanted, shown_at, taken)
    )
    for member in view.members:
        if member.pending_restart:
            say(f"{member.name} needs a restart for {', '.join(sorted(member.pending_restart))}")


def _replace(cluster: Cluster, wanted: dict[str, Any]) -> None:
    leader = cluster.observe().leader.name
    try:
        current = cluster.api.configuration(leader)
        if current.get("pause"):
            # It stands in the same document: replacing that would end somebody's maintenance unasked.
            raise Refusal("pause: the cluster is in maintenance mode. End it with `patronictl resume`, then run again.")
        changed = differences(current, wanted)
        if changed:
            answer = cluster.api.replace_configuration(leader, wanted)
            if answer.status != 200:
                raise NotYet(f"{leader} answers a new configuration with status {answer.status}")
    except Unreachable as error:
        raise NotYet(f"{leader}: {error}") from None
    for key in changed:
        cluster.journal.did(f"configuration: {key}")


def _require_taken(cluster: Cluster, wanted: Any, shown_at: dict[str, int], taken: set[str]) -> View:
    """A member shows a configuration before it applies it, and applies it before it reads the store again."""
    view = cluster.observe()
    reasons = []
    for member in view.members:
        if member.name in taken or member.state != "running":
            continue  # What isn't running reads the configuration when it starts.
        if member.name in shown_at and member.store_seen_at > shown_at[member.name]:
            taken.add(member.name)
            continue
        try:
            if differences(cluster.api.configuration(member.name), wanted):
                reasons.append(f"{member.name} has not seen it")
                continue
            if member.name not in shown_at:
                shown_at[member.name] = int(cluster.api.status(member.name).get("dcs_last_seen") or 0)
            reasons.append(f"{member.name} is about to apply it")
        except Unreachable as error:
            reasons.append(f"{member.name}: {error}")
    if reasons:
        raise NotYet("; ".join(reasons))
    return view
