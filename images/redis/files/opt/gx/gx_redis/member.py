"""Who this member is, and who the others are: from the environment and from cluster.json."""

import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from gx_program.fields import Fields, read_json
from gx_program.say import Refusal

from .resp import Unreachable

CLUSTER_FILE = Path("/etc/redis/cluster.json")
MOST_MEMBERS = 9
LONGEST_WAIT_SECONDS = 3600


class Cluster(NamedTuple):
    """What all members have in common."""

    members: tuple[str, ...]
    """Names of the pods, each also that of the Service with its stable address."""
    group: str
    """What Sentinel calls the primary and its replicas."""
    quorum: int
    """How many Sentinels must find the primary down."""
    server_port: int
    sentinel_port: int
    primary_service: str
    """Name of the Service that leads to the primary."""
    wait_for_failover_seconds: float
    hand_over_seconds: float

    @property
    def majority(self) -> int:
        """How many Sentinels decide."""
        return len(self.members) // 2 + 1


class Member(NamedTuple):
    """This member."""

    name: str
    namespace: str
    ip: str
    """The pod's own address, another one after each start."""
    cluster: Cluster

    @property
    def is_alone(self) -> bool:
        """Whether there are no other members, and so no Sentinels."""
        return len(self.cluster.members) == 1

    def stable_address(self, name: str | None = None) -> str:
        """The address of a member's Service (this one's by default), which outlives pods. Throws Unreachable."""
        host = f"{name or self.name}.{self.namespace}.svc"
        try:
            return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
        except OSError as error:
            raise Unreachable(f"{host} doesn't resolve: {error}") from None


def this_member(environment: Mapping[str, str] = os.environ, file: Path = CLUSTER_FILE) -> Member:
    """This member, as the pod declares it. Throws Refusal where something is missing."""
    names = ("POD_NAME", "POD_NAMESPACE", "POD_IP")
    missing = [name for name in names if not environment.get(name)]
    if missing:
        raise Refusal(f"environment: {', '.join(missing)} missing: set each from the pod's own fields (fieldRef).")
    name, namespace, ip = (environment[one] for one in names)
    cluster = read_cluster(file)
    if name not in cluster.members:
        raise Refusal(f"POD_NAME is {name}, and {file} names {', '.join(cluster.members)} as members: name it there.")
    return Member(name, namespace, ip, cluster)


def read_cluster(file: Path) -> Cluster:
    """What cluster.json says. Throws Refusal naming field, value and remedy.

    More than is known in it does no harm: it changes before this pod is replaced, and probes read it too.
    """
    fields = Fields(read_json(file, "Mount the ConfigMap redis-configuration there."))
    ports, seconds = fields.object("ports"), fields.object("seconds")
    return Cluster(
        members=fields.texts("members", least=1),
        group=fields.text("group"),
        quorum=fields.integer("quorum", 1, MOST_MEMBERS),
        server_port=ports.port("redis"),
        sentinel_port=ports.port("sentinel"),
        primary_service=fields.text("primaryService"),
        wait_for_failover_seconds=seconds.integer("waitForFailover", 1, LONGEST_WAIT_SECONDS),
        hand_over_seconds=seconds.integer("handOver", 1, LONGEST_WAIT_SECONDS),
    )
