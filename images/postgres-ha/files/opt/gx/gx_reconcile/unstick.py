"""Waiting for a leader, also when only a new revision of the pods can bring one."""

from gx_shared.progress import NotYet

from .cluster import Cluster, View
from .pods import Pods, is_ready

PATIENCE_SECONDS = 60


def await_leader(cluster: Cluster, pods: Pods) -> View:
    """The members once exactly one leads. Throws Refusal.

    Pods are replaced by the roll alone, and the roll needs a leader: a revision with which none starts would never be
    corrected. So without a leader for some time, old pods go that serve nobody: not ready, their members silent.
    """
    start = cluster.waiter.now()

    def look() -> View:
        view = cluster.observe()
        try:
            _ = view.leader
        except NotYet:
            if cluster.waiter.now() - start >= PATIENCE_SECONDS:
                _delete_silent(view, pods)
            raise
        return view

    return cluster.waiter.until("one leader", look)


def _delete_silent(view: View, pods: Pods) -> None:
    silent = {member.name for member in view.members if member.problem}
    for name, pod in pods.old().items():
        if name in silent and not is_ready(pod):
            pods.delete(name, pod)
