"""A cluster in memory that answers as Patroni and Kubernetes do. Its time passes only while it is waited for."""

from dataclasses import dataclass, field
from typing import Any

from declared_example import document
from gx_reconcile.read_declared import declared_of

PREFIX_KUBERNETES = "/kubernetes/api/v1/namespaces/backend-mainnet/pods/"
STATEFUL_SET = "/kubernetes/apis/apps/v1/namespaces/backend-mainnet/statefulsets/postgres"


class Interrupted(Exception):
    """Stands for the end of the program's process."""


@dataclass
class FakeMember:
    """A member and its pod. `starts_in` are the seconds until a new pod's member streams."""

    revision: str = "new"
    uid: int = 1
    is_up: bool = True
    starts_in: int = 0
    is_streaming: bool = True
    seen_at: int = 1
    configuration: dict[str, Any] = field(default_factory=dict)
    applied: dict[str, Any] = field(default_factory=dict)
    pending: dict[str, Any] = field(default_factory=dict)

    def read_store(self, configuration: dict[str, Any]) -> None:
        """Patroni applies what it read after it shows that, and before it reads again."""
        self.applied, self.configuration = self.configuration, configuration
        self.seen_at += 1


class FakeCluster:
    """`actions` notes what was done, `violations` what should never have been done as things stood."""

    def __init__(self, replicas: int = 3, **changes: Any) -> None:
        self.declared = declared_of(document(replicas=replicas, **changes))
        self.members = {name: FakeMember() for name in self.declared.member_names}
        self.leader: str | None = "postgres-0"
        self.synchronous: str | None = "postgres-1" if replicas > 1 and self.declared.synchronous != "off" else None
        self.configuration: dict[str, Any] = dict(self.declared.configuration)
        self.seen_generation = 1
        self.denied: set[str] = set()
        self.actions: list[str] = []
        self.violations: list[str] = []
        self.interrupt_after: int | None = None
        self.restarts_help = True
        self.chooses_synchronous = True
        self.seconds = 0.0
        self.settle()

    def settle(self) -> None:
        for member in self.members.values():
            member.configuration = member.applied = self.configuration

    def pass_time(self, seconds: float) -> None:
        """A second of the cluster's life."""
        self.seconds += seconds
        for member in self.members.values():
            if member.is_up and int(self.seconds) % 3 == 0:
                member.read_store(self.configuration)
            elif member.revision == "new" and member.starts_in:
                member.starts_in -= 1
                member.is_up = member.is_streaming = member.starts_in == 0
        able = [one for one in self.members if one != self.leader and self.streams(one)]
        if self.declared.synchronous != "off" and self.chooses_synchronous and self.synchronous not in able:
            self.synchronous = able[0] if able else None
        if self.leader is None and all(one.is_up for one in self.members.values()):
            self.leader = "postgres-0"

    def streams(self, name: str) -> bool:
        return self.members[name].is_up and self.members[name].is_streaming

    def status(self, name: str) -> dict[str, Any]:
        member = self.members[name]
        found: dict[str, Any] = {"state": "running", "timeline": 4, "dcs_last_seen": member.seen_at}
        found |= {"role": "primary"} if name == self.leader else {"role": "replica"}
        if name != self.leader and member.is_streaming:
            found["replication_state"] = "streaming"
        if name == self.synchronous:
            found["sync_standby"] = True
        if member.pending:
            found |= {"pending_restart": True, "pending_restart_reason": member.pending}
        return found

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if (method, path.split("/")[1]) in {tuple(one.split()) for one in self.denied}:
            return 403, {}
        if path == STATEFUL_SET:
            status = {"updateRevision": "new", "observedGeneration": self.seen_generation}
            return 200, {"metadata": {"generation": 1}, "status": status}
        if path.startswith(PREFIX_KUBERNETES):
            return self.answer_pod(method, path.removeprefix(PREFIX_KUBERNETES), body)
        _, _, name, what = path.split("/")
        if not self.members[name].is_up:
            return 599, {}
        return self.answer_member(method, name, what, body)

    def answer_pod(self, method: str, name: str, body: Any) -> tuple[int, Any]:
        member = self.members[name]
        if method == "DELETE":
            if body["preconditions"]["uid"] != str(member.uid):
                return 409, {}
            self.act(f"delete {name}", name)
            self.members[name] = FakeMember(uid=member.uid + 1, is_up=False, is_streaming=False, starts_in=3)
            if self.leader == name:
                self.leader = None
        metadata = {"uid": str(member.uid), "labels": {"controller-revision-hash": member.revision}}
        conditions = [{"type": "Ready", "status": str(member.is_up)}]
        return 200, {"metadata": metadata, "status": {"phase": "Running", "conditions": conditions}}

    def answer_member(self, method: str, name: str, what: str, body: Any) -> tuple[int, Any]:
        if method == "GET":
            return 200, self.status(name) if what == "patroni" else self.members[name].configuration
        if what == "config":
            self.actions.append("replace configuration")
            self.configuration = body
        elif what == "restart":
            self.act(f"restart {name}", name)
            self.members[name].pending = {} if self.restarts_help else self.members[name].pending
        else:
            assert body == {"leader": name}
            others = [other for other in self.members if other != name]
            candidate = self.synchronous if self.declared.synchronous != "off" else others[0]
            if candidate is None:
                return 412, "switchover is not possible: can not find sync_standby"
            self.act(f"{name} hands over to {candidate}", name)
            self.leader, self.synchronous, self.members[name].pending = candidate, None, {}
        return 200, {}

    def act(self, action: str, target: str) -> None:
        """Notes an action, and whether another member wasn't well."""
        if len(self.actions) == self.interrupt_after:
            raise Interrupted
        self.actions.append(action)
        for name in self.members:
            if name not in (target, self.leader) and not self.streams(name):
                self.violations.append(f"{action} while {name} didn't stream")
        if action == f"delete {self.leader}" and len(self.members) > 1:
            self.violations.append(f"{action}, the leader")
