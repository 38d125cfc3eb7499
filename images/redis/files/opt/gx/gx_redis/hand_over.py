"""Hands the primary's role to a replica before its server ends, so that nobody has to find it down."""

import time
from contextlib import ExitStack, suppress

from gx_program.say import Refusal

from . import access
from .member import Member, this_member
from .resp import Connection, ServerError, Unreachable
from .sentinels import DOUBTS, ask, pairs
from .server_state import server_state
from .waiting import attempts

# Where the container's own output goes: kubelet keeps what a hook prints only where it fails.
CONTAINER_LOG = "/proc/1/fd/1"
PAUSE_SECONDS = 0.05
# Writes of clients wait at most so long.
WRITES_WAIT_SECONDS = 5


def main() -> int:
    """Always returns 0: a pod must be able to go."""
    try:
        _tell(_hand_over(this_member()))
    except (Refusal, Unreachable, ServerError) as error:
        _tell(f"{error}; Sentinel promotes a replica once it finds this server down")
    return 0


def _hand_over(member: Member) -> str:
    if member.is_alone:
        return "there is nobody else"
    end = time.monotonic() + member.cluster.hand_over_seconds
    left = lambda: end - time.monotonic()  # noqa: E731
    with ExitStack() as connections:
        server = connections.enter_context(access.server(member))
        state = server_state(server)
        if not state.is_primary:
            return "this is a replica"
        sentinel = connections.enter_context(access.sentinel(member))
        # Before writes wait: on another continent it takes a second.
        replicas = {
            replica.address: connections.enter_context(access.server(member, replica.address))
            for replica in state.replicas
            if replica.is_online
        }
        _require_candidate(sentinel, member.cluster.group, left())
        start = time.monotonic()
        server.call("CLIENT", "PAUSE", int(min(WRITES_WAIT_SECONDS, max(1, left())) * 1000), "WRITE")
        try:
            _require_same_data(server, replicas, min(WRITES_WAIT_SECONDS / 2, left()))
            address = _promoted(member, sentinel, left())
            # Before the writes that wait go on.
            server.call("REPLICAOF", address, member.cluster.server_port)
        finally:
            with suppress(Unreachable, ServerError):
                server.call("CLIENT", "UNPAUSE")
    return f"{address} is primary; writes waited {time.monotonic() - start:.1f} s"


def _require_candidate(sentinel: Connection, group: str, seconds: float) -> None:
    """Sentinel learns of a replica's priority only every 10 s."""
    for _ in attempts(seconds, PAUSE_SECONDS):
        replicas = [pairs(one) for one in sentinel.call("SENTINEL", "REPLICAS", group)]
        if any(one["slave-priority"] != "0" and not DOUBTS & set(one["flags"].split(",")) for one in replicas):
            return
    raise Unreachable("Sentinel knows no replica that may be promoted")


def _require_same_data(server: Connection, replicas: dict[str, Connection], seconds: float) -> None:
    """Waits until all replicas have what the primary has: Sentinel chooses among them by what it learned before."""
    behind = list(replicas)
    for _ in attempts(seconds, PAUSE_SECONDS):
        offset = server_state(server).offset
        behind = [address for address in replicas if server_state(replicas[address]).offset < offset]
        if replicas and not behind:
            return
    raise Unreachable(f"no replica has the same data, or these don't: {', '.join(behind) or 'none is connected'}")


def _promoted(member: Member, sentinel: Connection, seconds: float) -> str:
    """Has Sentinel promote a replica and returns its address."""
    own = member.stable_address()
    sentinel.call("SENTINEL", "FAILOVER", member.cluster.group)
    for _ in attempts(seconds, PAUSE_SECONDS):
        view = ask(sentinel, member.cluster.group)
        if view and view.address != own:
            return view.address
    raise Unreachable("Sentinel promoted no replica in time")


def _tell(line: str) -> None:
    text = f"hand-over: {line}"
    try:
        with open(CONTAINER_LOG, "w", encoding="utf-8") as log:
            print(text, file=log)
    except OSError:
        print(text, flush=True)
