"""What a server tells of itself."""

from typing import NamedTuple

from .resp import Connection

CLOSING_OPTION = "min-replicas-to-write"


class Replica(NamedTuple):
    """A replica as its primary sees it."""

    address: str
    is_online: bool


class ServerState(NamedTuple):
    """What INFO tells."""

    is_primary: bool
    is_loading: bool
    has_keys: bool
    """Also true while it is loading, when nobody knows yet."""
    is_streaming: bool
    """A replica's: whether it has a whole copy and receives what is written."""
    priority: int
    """A replica's: 0 is never promoted."""
    offset: int
    """How far its data has come, in bytes of the stream of replication."""
    replicas: tuple[Replica, ...]
    good_replicas: int
    """How many replicas count for min-replicas-to-write; 0 where that asks for none."""


def server_state(connection: Connection) -> ServerState:
    """Asks a server. Throws Unreachable, ServerError."""
    return parse_info(connection.call("INFO"))


def replicas_wanted(connection: Connection) -> int:
    """How many good replicas a server wants for a write. Throws Unreachable, ServerError."""
    return int(connection.call("CONFIG", "GET", CLOSING_OPTION)[1])


def parse_info(text: str) -> ServerState:
    """Reads the answer to INFO."""
    fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    number = lambda name: int(fields.get(name, "0"))  # noqa: E731
    is_primary = fields.get("role") == "master"
    is_loading = number("loading") == 1
    found = [_replica(fields[f"slave{index}"]) for index in range(number("connected_slaves")) if f"slave{index}" in fields]
    return ServerState(
        is_primary=is_primary,
        is_loading=is_loading,
        has_keys=is_loading or any(_is_database(name) for name in fields),
        is_streaming=fields.get("master_link_status") == "up" and number("master_sync_in_progress") == 0,
        priority=number("slave_priority"),
        offset=number("master_repl_offset" if is_primary else "slave_repl_offset"),
        replicas=tuple(found),
        good_replicas=number("min_slaves_good_slaves"),
    )


def _is_database(name: str) -> bool:
    return name.startswith("db") and name[2:].isdigit()


def _replica(text: str) -> Replica:
    fields = dict(pair.split("=", 1) for pair in text.split(","))
    return Replica(fields["ip"], fields.get("state") == "online")
