"""What objects can't do without: whom they name that must be there."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from .portable import AUTHORITY

# Where the pod of a kind is.
POD = {
    "StatefulSet": ("spec", "template", "spec"),
    "Deployment": ("spec", "template", "spec"),
    "DaemonSet": ("spec", "template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}


class Reference(NamedTuple):
    """An object of the same namespace that is needed; `field` says where it is named."""

    kind: str
    name: str
    field: str


def references(one: dict[str, Any]) -> Iterator[Reference]:
    """What an object needs. What its pods can start without is none of it."""
    if one["kind"] == "RoleBinding" and one["roleRef"]["kind"] == "Role":
        yield Reference("Role", one["roleRef"]["name"], "roleRef")
    pod = pod_of(one)
    if pod is None:
        return
    if account := pod.get("serviceAccountName"):
        yield Reference("ServiceAccount", account, "serviceAccountName")
    for volume in pod.get("volumes") or ():
        yield from _of_volume(volume)
    for container in (*(pod.get("initContainers") or ()), *(pod.get("containers") or ())):
        yield from _of_container(container)


def pod_of(one: dict[str, Any]) -> dict[str, Any] | None:
    """What an object's pods are made from; none of an object without. Throws KeyError, TypeError where it lacks it."""
    path = POD.get(one["kind"])
    if path is None:
        return None
    found: Any = one
    for field in path:
        found = found[field]
    pod: dict[str, Any] = found
    return pod


def _of_volume(volume: dict[str, Any]) -> Iterator[Reference]:
    field = f"volume {volume['name']}"
    if claim := volume.get("persistentVolumeClaim"):
        yield Reference("PersistentVolumeClaim", claim["claimName"], field)
    if secret := volume.get("secret"):
        yield from _needed("Secret", secret, field, "secretName")
    for source in ({"configMap": volume.get("configMap")}, *((volume.get("projected") or {}).get("sources") or ())):
        yield from _needed("Secret", source.get("secret"), field)
        yield from _needed("ConfigMap", source.get("configMap"), field)


def _of_container(container: dict[str, Any]) -> Iterator[Reference]:
    field = f"container {container['name']}"
    for source in container.get("envFrom") or ():
        yield from _needed("Secret", source.get("secretRef"), field)
        yield from _needed("ConfigMap", source.get("configMapRef"), field)
    for variable in container.get("env") or ():
        source = variable.get("valueFrom") or {}
        yield from _needed("Secret", source.get("secretKeyRef"), f"{field}, {variable['name']}")
        yield from _needed("ConfigMap", source.get("configMapKeyRef"), f"{field}, {variable['name']}")


def _needed(kind: str, source: dict[str, Any] | None, field: str, name: str = "name") -> Iterator[Reference]:
    if source is None or source.get("optional") or (kind == "ConfigMap" and source[name] == AUTHORITY):
        return
    yield Reference(kind, source[name], field)
