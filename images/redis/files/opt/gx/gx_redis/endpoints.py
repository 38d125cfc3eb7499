"""Where the Service of the primary leads: its Endpoints, written by the primary's keeper."""

import time
from collections.abc import Callable
from typing import Any

from gx_program.say import Teller

from .kubernetes_api import ApiError, EndpointsApi
from .member import Member

EPOCH_ANNOTATION = "gxcoin.money/redis-epoch"
# Somebody may change or delete the object.
CHECK_EVERY_SECONDS = 5.0
RETRY_AFTER_SECONDS = 1.0


class PrimaryEndpoints:
    """Keeps the Endpoints on this member while it is primary."""

    def __init__(
        self, member: Member, api: EndpointsApi, teller: Teller, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._member = member
        self._api = api
        self._teller = teller
        self._clock = clock
        self._epoch: int | None = None
        self._next = 0.0

    def lead_here(self, epoch: int) -> None:
        """Makes the Service lead to this member, primary since `epoch`; does nothing while that is known or was just tried."""
        if epoch == self._epoch and self._clock() < self._next:
            return
        self._epoch = epoch
        self._next = self._clock() + RETRY_AFTER_SECONDS
        name = self._member.cluster.primary_service
        try:
            found = self._api.get(name)
            if epoch_of(found) > epoch:
                self._teller.tell("endpoints", f"Service {name} leads to a primary of a newer epoch: left alone")
                return
            wanted = endpoints(self._member, found, epoch)
            if wanted != found:
                if found is None:
                    self._api.create(wanted)
                else:
                    self._api.replace(wanted)
            self._teller.tell("endpoints", f"Service {name} leads here, {self._member.ip}, since epoch {epoch}")
            self._next = self._clock() + CHECK_EVERY_SECONDS
        except ApiError as error:
            # A conflict: somebody wrote it since it was read, and the next look tells what.
            self._teller.tell("endpoints", f"Service {name} can't be led here yet: {error}")

    def lead_elsewhere(self) -> None:
        """Notes that this member isn't primary; the next primary's keeper writes the object."""
        self._epoch = None


def epoch_of(found: dict[str, Any] | None) -> int:
    """The epoch that the object was written in, -1 where none is told."""
    text = ((found or {}).get("metadata", {}).get("annotations") or {}).get(EPOCH_ANNOTATION, "")
    return int(text) if text.isdigit() else -1


def endpoints(member: Member, found: dict[str, Any] | None, epoch: int) -> dict[str, Any]:
    """The object that leads to this member, with whatever else the found one's metadata holds."""
    metadata = dict((found or {}).get("metadata") or {"name": member.cluster.primary_service, "namespace": member.namespace})
    metadata["annotations"] = {**(metadata.get("annotations") or {}), EPOCH_ANNOTATION: str(epoch)}
    pod = {"kind": "Pod", "name": member.name, "namespace": member.namespace}
    address = {"ip": member.ip, "targetRef": pod}
    port = {"name": "redis", "port": member.cluster.server_port, "protocol": "TCP"}
    subset = {"addresses": [address], "ports": [port]}
    return {**(found or {"apiVersion": "v1", "kind": "Endpoints"}), "metadata": metadata, "subsets": [subset]}
