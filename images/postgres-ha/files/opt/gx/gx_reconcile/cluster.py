"""The members of the cluster as they describe themselves, and waiting until they are well."""

import math
from dataclasses import dataclass, field
from typing import Any

from gx_shared.progress import Journal, NotYet, Waiter

from .declared import Declared
from .http_json import Unreachable
from .patroni_api import PatroniApi


@dataclass(frozen=True)
class Member:
    """One member. `problem` says why it has no status; `pending_restart` maps parameters to old_value and new_value."""

    name: str
    role: str = ""
    state: str = ""
    replication_state: str = ""
    timeline: int = 0
    is_synchronous: bool = False
    has_no_leader_in_view: bool = False
    pending_restart: dict[str, dict[str, str]] = field(default_factory=dict)
    store_seen_at: int = 0
    problem: str = ""

    @property
    def is_leader(self) -> bool:
        """Whether it takes writes and knows that the cluster has a leader."""
        return self.role == "primary" and self.state == "running" and not self.has_no_leader_in_view

    @property
    def summary(self) -> str:
        """Its condition in a few words."""
        return self.problem or f"{self.role} {self.replication_state or self.state}, timeline {self.timeline}"

    def streams_from(self, leader: "Member") -> bool:
        """Whether it follows this leader. A diverged standby is `running` too but never `streaming`."""
        return self.replication_state == "streaming" and self.timeline == leader.timeline


def member_of(name: str, status: dict[str, Any]) -> Member:
    """A member from the answer of GET /patroni."""
    return Member(
        name=name,
        role=str(status.get("role", "")),
        state=str(status.get("state", "")),
        replication_state=str(status.get("replication_state", "")),
        timeline=int(status.get("timeline") or 0),
        is_synchronous=bool(status.get("sync_standby") or status.get("quorum_standby")),
        has_no_leader_in_view=bool(status.get("cluster_unlocked")),
        pending_restart=dict(status.get("pending_restart_reason") or {}),
        store_seen_at=int(status.get("dcs_last_seen") or 0),
    )


@dataclass(frozen=True)
class View:
    """All declared members at one moment."""

    members: tuple[Member, ...]

    @property
    def leader(self) -> Member:
        """The leader. Throws NotYet when there is none, or more than one claims to be."""
        leaders = [member for member in self.members if member.is_leader]
        if len(leaders) != 1:
            summary = "; ".join(f"{member.name}: {member.summary}" for member in self.members)
            raise NotYet(f"{len(leaders) or 'no'} members lead ({summary})")
        return leaders[0]

    @property
    def replicas(self) -> tuple[Member, ...]:
        """All but the leader, also those that don't answer."""
        return tuple(member for member in self.members if member.name != self.leader.name)

    @property
    def has_standby(self) -> bool:
        """Whether any member streams from the leader."""
        return any(one.streams_from(self.leader) for one in self.replicas)

    @property
    def synchronous(self) -> tuple[Member, ...]:
        """The synchronous standbys that stream from the leader."""
        return tuple(one for one in self.replicas if one.is_synchronous and one.streams_from(self.leader))


class Cluster:
    """The declared members, asked one by one."""

    def __init__(self, declared: Declared, api: PatroniApi, waiter: Waiter, journal: Journal) -> None:
        self.declared = declared
        self.api = api
        self.waiter = waiter
        self.journal = journal

    def observe(self) -> View:
        """Asks each member for itself. One that doesn't answer is a member with a problem."""
        return View(tuple(self._observe_member(name) for name in self.declared.member_names))

    def await_leader(self) -> View:
        """The members once exactly one leads."""
        return self.waiter.until("one leader", self._view_with_leader)

    def require_well(self, except_member: str = "") -> View:
        """The members, if one leads, the others stream and, where declared, a standby is synchronous; else NotYet."""
        view = self._view_with_leader()
        others = [member for member in view.replicas if member.name != except_member]
        for member in others:
            if not member.streams_from(view.leader):
                raise NotYet(f"{member.name} doesn't stream from {view.leader.name} ({member.summary})")
        if others and self.declared.synchronous != "off" and not view.synchronous:
            raise NotYet("no standby is synchronous")
        return view

    def await_well(self, patience_seconds: float = math.inf) -> list[str]:
        """Waits until all that are declared are well. After `patience_seconds` those that stream are enough.

        Returns the members that don't, each with its condition.
        """
        end = self.waiter.now() + patience_seconds

        def look() -> list[str]:
            try:
                self.require_well()
                return []
            except NotYet:
                if self.waiter.now() < end:
                    raise
                return self._not_well()

        return self.waiter.until(f"all {len(self.declared.member_names)} members", look)

    def _not_well(self) -> list[str]:
        """The members that don't stream. Throws NotYet where those that do aren't enough for what is declared."""
        view = self._view_with_leader()
        needs_synchronous = self.declared.synchronous == "strict" or (
            self.declared.synchronous == "on" and view.has_standby
        )
        if needs_synchronous and not view.synchronous:
            raise NotYet("no standby is synchronous")
        return [f"{one.name}: {one.summary}" for one in view.replicas if not one.streams_from(view.leader)]

    def _view_with_leader(self) -> View:
        view = self.observe()
        _ = view.leader
        return view

    def _observe_member(self, name: str) -> Member:
        try:
            return member_of(name, self.api.status(name))
        except Unreachable as error:
            return Member(name, problem=f"doesn't answer: {error}")
