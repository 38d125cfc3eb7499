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
    fields = info_fields(text)
    number = lambda name: int(fields.get(name, "0"))  # noqa: E731
    is_primary = fields.get("role") == "master"
    is_loading = number("loading") == 1
    found = [
        _replica(fields[f"slave{index}"]) for index in range(number("connected_slaves")) if f"slave{index}" in fields
    ]
    return ServerState(
        is_primary=is_primary,
        is_loading=is_loading,
        has_keys=is_loading or bool(database_keys(fields)),
        is_streaming=fields.get("master_link_status") == "up" and number("master_sync_in_progress") == 0,
        priority=number("slave_priority"),
        offset=number("master_repl_offset" if is_primary else "slave_repl_offset"),
        replicas=tuple(found),
        good_replicas=number("min_slaves_good_slaves"),
    )


def info_fields(text: str) -> dict[str, str]:
    """The answer to INFO, by name."""
    return dict(line.split(":", 1) for line in text.splitlines() if ":" in line)


def database_keys(fields: dict[str, str]) -> dict[int, int]:
    """How many keys each database has, by its number; those without any aren't told of."""
    found = {name[2:]: text for name, text in fields.items() if name.startswith("db") and name[2:].isdigit()}
    return {int(number): int(_pairs(text)["keys"]) for number, text in found.items()}


def _replica(text: str) -> Replica:
    fields = _pairs(text)
    return Replica(fields["ip"], fields.get("state") == "online")


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split(","))
