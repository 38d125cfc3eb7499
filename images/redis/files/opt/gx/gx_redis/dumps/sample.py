"""Reads some of the keys that a server has. None of them is named: a key may be somebody's address."""

from collections.abc import Iterator

from gx_program.deadline import Deadline
from gx_program.say import Refusal

from ..resp import Connection
from ..server_state import database_keys, info_fields

SAMPLE_KEYS = 1000
SCANNED_AT_ONCE = 100
GONE = "none"
# Reads something of a value of each type; of a string and a stream that may be nothing.
READERS: dict[str, tuple[str, tuple[int, ...]]] = {
    "string": ("GETRANGE", (0, 99)),
    "list": ("LINDEX", (0,)),
    "set": ("SRANDMEMBER", ()),
    "zset": ("ZRANGE", (0, 0)),
    "hash": ("HRANDFIELD", ()),
    "stream": ("XLEN", ()),
}


def read_sample(server: Connection, deadline: Deadline) -> int:
    """Reads up to so many keys of each database, and returns how many. Throws Refusal where one has nothing to read."""
    read = 0
    for database in database_keys(info_fields(server.call("INFO"))):
        server.call("SELECT", database)
        for key in _some_keys(server):
            deadline.require_left("reading keys")
            read += _read(server, database, key)
    return read


def _some_keys(server: Connection) -> Iterator[str]:
    cursor, given = "0", 0
    while given < SAMPLE_KEYS:
        cursor, keys = server.call("SCAN", cursor, "COUNT", SCANNED_AT_ONCE)
        yield from keys[: SAMPLE_KEYS - given]
        given += len(keys)
        if cursor == "0":
            return


def _read(server: Connection, database: int, key: str) -> bool:
    """Whether it is there still: it may expire at any moment. Throws Refusal where it is and can't be read."""
    kind = server.call("TYPE", key)
    if kind == GONE:
        return False
    if kind not in READERS:
        raise Refusal(f"a key of database {database} is of type {kind!r}, which nobody here knows to read.")
    command, arguments = READERS[kind]
    if server.call(command, key, *arguments) in (None, []) and server.call("TYPE", key) != GONE:
        raise Refusal(f"a key of database {database} is a {kind} with nothing in it, which no server keeps.")
    return True
