"""The StatefulSet's pods: which are of an old revision, and replacing one."""

from typing import Any

from gx_shared.progress import Journal, NotYet, Waiter

from .declared import Declared
from .kubernetes_api import KubernetesApi

REVISION_LABEL = "controller-revision-hash"


class Pods:
    """The declared members' pods."""

    def __init__(self, declared: Declared, kubernetes: KubernetesApi, waiter: Waiter, journal: Journal) -> None:
        self._declared = declared
        self._kubernetes = kubernetes
        self._waiter = waiter
        self._journal = journal

    def old(self) -> dict[str, dict[str, Any]]:
        """The pods that aren't of the StatefulSet's current revision, by name. Throws NotYet, Refusal."""
        revision = self._current_revision()
        pods = {name: self._kubernetes.pod(name) for name in self._declared.member_names}
        return {
            name: pod
            for name, pod in pods.items()
            if pod and pod["metadata"].get("labels", {}).get(REVISION_LABEL) != revision
        }

    def replace(self, name: str, pod: dict[str, Any]) -> None:
        """Deletes the pod, keeping its volume, and waits until another one of that name is ready."""
        uid = pod["metadata"]["uid"]
        self.delete(name, pod)
        self._waiter.until(f"a new pod {name}", lambda: self._require_ready(name, uid))

    def delete(self, name: str, pod: dict[str, Any]) -> None:
        """Deletes the pod unless it is being deleted already."""
        if "deletionTimestamp" in pod["metadata"]:
            return
        uid = pod["metadata"]["uid"]
        self._waiter.until(f"the deletion of pod {name}", lambda: self._kubernetes.delete_pod(name, uid))
        self._journal.did(f"{name}: pod of an old revision deleted")

    def _require_ready(self, name: str, old_uid: str) -> None:
        pod = self._kubernetes.pod(name)
        if pod is None or pod["metadata"]["uid"] == old_uid:
            raise NotYet("the old one is still there" if pod else "there is none yet")
        if not is_ready(pod):
            raise NotYet(f"it isn't ready ({pod.get('status', {}).get('phase', 'unknown')})")

    def _current_revision(self) -> str:
        found = self._kubernetes.stateful_set(self._declared.stateful_set)
        status = found.get("status", {})
        if status.get("observedGeneration", 0) < found["metadata"]["generation"] or not status.get("updateRevision"):
            raise NotYet("the StatefulSet's controller has not seen its newest change")
        return str(status["updateRevision"])


def is_ready(pod: dict[str, Any]) -> bool:
    """Whether Kubernetes counts the pod as ready."""
    conditions = pod.get("status", {}).get("conditions", [])
    return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)
