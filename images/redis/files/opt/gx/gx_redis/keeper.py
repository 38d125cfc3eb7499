"""Runs for good beside a server and its Sentinel, and does what neither does."""

import time
from collections.abc import Callable

from gx_program.kubernetes import pod_access
from gx_program.say import Refusal, Teller, failed, say
from gx_program.sigterm import end_on_sigterm

from . import access
from .endpoints import PrimaryEndpoints
from .kubernetes_api import EndpointsApi
from .member import Member, this_member
from .peers import Peers
from .probes import SIGN_OF_LIFE
from .resp import Connection, ServerError, Unreachable
from .sentinels import View, agreed, objection
from .server_configuration import open_replicas
from .server_state import CLOSING_OPTION, ServerState, replicas_wanted, server_state
from .start_server import resolved

LOOP_SECONDS = 0.3
PROMOTABLE = 100


def main() -> int:
    """Runs until it is ended by a signal; the exit code 1 where it can't begin."""
    end_on_sigterm()
    try:
        member = this_member()
        SIGN_OF_LIFE.touch()
        teller = Teller()
        keeper = Keeper(member, resolved(member), PrimaryEndpoints(member, EndpointsApi(pod_access(), member.namespace), teller), teller)
        local = Link(lambda: access.server(member))
        peers = Peers(member)
        changes = Link(lambda: subscribed(member))
        say(f"keeper of {member.name} at {keeper.own}")
        while True:
            local.use(lambda connection: keeper.look(connection, peers), teller, "server")
            SIGN_OF_LIFE.touch()
            pause(changes)
    except Refusal as refusal:
        return failed(f"error: {refusal}")


class Link:
    """A connection that is made when it is needed and again after it broke."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._connection: Connection | None = None

    def use(self, action: Callable[[Connection], None], teller: Teller | None = None, subject: str = "") -> bool:
        """Does something with the connection; tells why it couldn't, and returns whether it could."""
        problem = ""
        try:
            self._connection = self._connection or self._connect()
            action(self._connection)
        except (Unreachable, ServerError) as error:
            problem = f"{subject}: {error}"
            if self._connection:
                self._connection.close()
            self._connection = None
        if teller:
            teller.tell(subject, problem)
        return not problem


def subscribed(member: Member) -> Connection:
    """A connection on which this member's Sentinel tells of a new primary."""
    connection = access.sentinel(member)
    try:
        connection.call("SUBSCRIBE", "+switch-master")
    except BaseException:
        connection.close()
        raise
    return connection


def pause(changes: Link) -> None:
    """Waits until the next look is due, or a new primary is told of."""
    if not changes.use(lambda connection: connection.wait_for_message(LOOP_SECONDS)):
        time.sleep(LOOP_SECONDS)


class Keeper:
    """What is done at each look."""

    def __init__(self, member: Member, own: str, endpoints: PrimaryEndpoints, teller: Teller) -> None:
        self.own = own
        self._member = member
        self._endpoints = endpoints
        self._teller = teller
        # Since when the Sentinels have named this server, while it is primary.
        self._named_epoch: int | None = None

    def look(self, server: Connection, peers: Peers) -> None:
        """Looks at the server and does what is due. Throws Unreachable, ServerError where the server doesn't answer."""
        state = server_state(server)
        if state.is_loading:
            self._teller.tell("role", "the server loads its data")
        elif state.is_primary:
            self._keep_primary(server, peers.views())
        else:
            peers.stay_connected()
            self._keep_replica(server, state)

    def _keep_replica(self, server: Connection, state: ServerState) -> None:
        self._named_epoch = None
        self._endpoints.lead_elsewhere()
        # So that one that is promoted takes writes at once.
        self._set_wanted(server, open_replicas(self._member))
        if not state.is_streaming:
            self._teller.tell("role", "replica: waits for the primary's data")
            return
        if state.priority == 0:
            server.call("CONFIG", "SET", "replica-priority", PROMOTABLE)
        self._teller.tell("role", "replica: has the primary's data and may be promoted")

    def _keep_primary(self, server: Connection, views: list[View]) -> None:
        wanted = open_replicas(self._member)
        if replicas_wanted(server) != wanted:
            reason = objection(views, self.own, self._member.cluster.majority)
            if reason:
                self._teller.tell("role", f"primary, closed to writes: {reason}")
            else:
                self._set_wanted(server, wanted)
        if replicas_wanted(server) == wanted:
            self._teller.tell("role", "primary, open to writes")
        named = agreed(views, self._member.cluster.majority)
        if named is None:
            return
        if named.address == self.own:
            self._named_epoch = named.epoch
            self._endpoints.lead_here(named.epoch)
        elif self._named_epoch is not None and named.epoch > self._named_epoch:
            # Sentinel would do that too, after 8 s. A server that is being promoted isn't named yet and is never meant here.
            self._teller.tell("role", f"primary no more: follows {named.address}, named in epoch {named.epoch}")
            server.call("REPLICAOF", named.address, self._member.cluster.server_port)

    def _set_wanted(self, server: Connection, wanted: int) -> None:
        if replicas_wanted(server) != wanted:
            server.call("CONFIG", "SET", CLOSING_OPTION, wanted)
