"""What kubelet asks, by exit codes: 0 for yes. The reason of a no is printed."""

import ssl
from pathlib import Path

from gx_program.probes import looked
from gx_program.say import Refusal, failed

from . import access
from .member import Member, this_member
from .resp import Connection, Refused, ServerError, Unreachable
from .server_state import replicas_wanted, server_state

# Touched by the keeper at each look.
SIGN_OF_LIFE = Path("/run/redis/keeper")
# Together within what kubelet waits.
LIVENESS_SECONDS = 1.5
# The keeper's longest look: an API and Sentinels that don't answer.
KEEPER_SECONDS = 15


def liveness(arguments: list[str]) -> int:
    """Whether restarting the container wouldn't help: 1 where its process hangs. Arguments: server (default), sentinel, keeper."""
    which = arguments[0] if arguments else "server"
    try:
        member = this_member()
    except Refusal as refusal:
        return failed(refusal)
    if which == "keeper":
        return looked(SIGN_OF_LIFE, KEEPER_SECONDS)
    ports = {"server": member.cluster.server_port, "sentinel": member.cluster.sentinel_port}
    if which not in ports:
        return failed(f"{which}: ask for {', '.join(ports)} or keeper")
    return _answers(which, member.ip, ports[which])


def readiness() -> int:
    """Whether this member does what it is there for: 1 where a rolling update has to wait for it."""
    try:
        member = this_member()
        with access.server(member) as server:
            reason = not_ready(member, server)
    except (Refusal, Unreachable, ServerError) as error:
        reason = str(error)
    return failed(reason) if reason else 0


def not_ready(member: Member, server: Connection) -> str:
    """Why a server isn't ready, empty where it is. Throws Unreachable, ServerError."""
    state = server_state(server)
    if state.is_loading:
        return "loads its data"
    if state.is_primary:
        wanted = replicas_wanted(server)
        has = state.good_replicas if wanted else 0
        return f"primary with {has} good replicas, and takes writes from {wanted}" if has < wanted else ""
    if not state.is_streaming:
        return "replica without the primary's data"
    return "replica that the keeper hasn't let be promoted" if state.priority == 0 else ""


def _answers(which: str, host: str, port: int) -> int:
    # A certificate that has expired is no reason to restart: all members have the same days.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with Connection(host, port, context, LIVENESS_SECONDS / 2) as connection:
            connection.call("PING")
    except (Refused, ServerError):
        # It starts and waits for the others; were its process gone, the container would have ended. Or it answers.
        return 0
    except Unreachable as error:
        return failed(f"the {which} accepts connections and doesn't answer: {error}")
    return 0
