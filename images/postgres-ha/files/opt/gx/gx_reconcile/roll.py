"""Brings every member to the current pod revision and parameters, one at a time, the leader last."""

from collections import Counter
from collections.abc import Callable

from gx_program.say import Refusal, say
from gx_shared.progress import NotYet

from .cluster import Cluster, View
from .http_json import Answer, Unreachable
from .pods import Pods
from .step import candidate, next_step

MOST_RESTARTS = 3


def apply_roll(cluster: Cluster, pods: Pods) -> bool:
    """Takes steps until none is left; returns whether there was any. Throws Refusal.

    Each starts only while all other members are well, and is done when all are.
    """
    restarts: Counter[str] = Counter()
    has_stepped = False
    while cluster.waiter.until("the next step of the roll", lambda: _take_step(cluster, pods, restarts)):
        has_stepped = True
        cluster.await_well()
    return has_stepped


def _take_step(cluster: Cluster, pods: Pods, restarts: Counter[str]) -> bool:
    """Decides anew what is due, whatever happened since the last time. Returns whether anything was."""
    old = pods.old()
    step = next_step(cluster.observe(), old)
    if step is None:
        return False
    view = cluster.require_well(except_member=step.member)
    if step.action == "replace":
        pods.replace(step.member, old[step.member])
    elif step.action == "switch over":
        _switch_over(cluster, view)
    else:
        restarts[step.member] += 1
        if restarts[step.member] > MOST_RESTARTS:
            raise Refusal(f"{step.member} still needs a restart after {MOST_RESTARTS} of them: read its log.")
        _restart(cluster, step.member)
    return True


def _switch_over(cluster: Cluster, view: View) -> None:
    leader, successor = view.leader.name, candidate(view, cluster.declared.synchronous != "off")
    if successor is None:
        raise NotYet(f"no standby can take over from {leader}")
    say(f"{leader}: handing leadership over, {successor.name} is ready for it")
    answer = _answer(lambda: cluster.api.switch_over(leader))
    if answer.status != 200:
        raise NotYet(f"handing leadership over failed: {answer.text} (status {answer.status})")
    cluster.journal.did(f"{leader}: leadership handed over")


def _restart(cluster: Cluster, member: str) -> None:
    say(f"{member}: restarting PostgreSQL")
    answer = _answer(lambda: cluster.api.restart_pending(member))
    if answer.status != 200:
        raise NotYet(f"restarting {member} failed: {answer.text} (status {answer.status})")
    cluster.journal.did(f"{member}: PostgreSQL restarted")


def _answer(request: Callable[[], Answer]) -> Answer:
    """The answer, or what stands for one that got lost. What came of the request shows in the next look."""
    try:
        return request()
    except Unreachable as error:
        return Answer(0, str(error))
