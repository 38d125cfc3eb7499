"""What of a live object makes it again: without what the server and its controllers add."""

import copy
from typing import Any

# Of every object. An owner has another uid when it is made again, and what names an owner that isn't there is removed.
SERVER_METADATA = (
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "managedFields",
    "selfLink",
    "ownerReferences",
    "finalizers",
)
# The last is an older copy of the object, in the clear.
SERVER_ANNOTATIONS = (
    "kubernetes.io/service-account.uid",
    "deployment.kubernetes.io/revision",
    "pv.kubernetes.io/bind-completed",
    "pv.kubernetes.io/bound-by-controller",
    "volume.beta.kubernetes.io/storage-provisioner",
    "volume.kubernetes.io/storage-provisioner",
    "volume.kubernetes.io/selected-node",
    "kubectl.kubernetes.io/last-applied-configuration",
)
TOKEN_TYPE = "kubernetes.io/service-account-token"
# Every namespace has it as soon as it is there.
AUTHORITY = "kube-root-ca.crt"
NO_ADDRESS = "None"


def is_everywhere(found: dict[str, Any]) -> bool:
    """Whether every namespace has the object by itself, with what its own cluster puts in it."""
    return found["kind"] == "ConfigMap" and found["metadata"]["name"] == AUTHORITY


def portable(found: dict[str, Any]) -> dict[str, Any]:
    """The object as it can be applied, to this cluster or another."""
    made: dict[str, Any] = copy.deepcopy(found)
    made.pop("status", None)
    metadata = made["metadata"]
    for field in SERVER_METADATA:
        metadata.pop(field, None)
    annotations = metadata.get("annotations") or {}
    for annotation in SERVER_ANNOTATIONS:
        annotations.pop(annotation, None)
    if not annotations:
        metadata.pop("annotations", None)
    kind, spec = made["kind"], made.get("spec") or {}
    if kind == "Namespace":
        made.pop("spec", None)
    elif kind == "ServiceAccount":
        # Tokens of former times, which the cluster made.
        made.pop("secrets", None)
    elif made.get("type") == TOKEN_TYPE:
        # The cluster that it is applied to puts a token of its own there.
        made.pop("data", None)
    elif kind == "Service" and spec.get("clusterIP") != NO_ADDRESS:
        for field in ("clusterIP", "clusterIPs", "healthCheckNodePort"):
            spec.pop(field, None)
    elif kind == "PersistentVolumeClaim":
        # Of a volume that may be gone: with its name the claim would be lost, without it has a new one.
        spec.pop("volumeName", None)
    return made
