"""Proves that a dump can be had back: a server of its own loads it, and has in it what the facts say."""

from gx_program.deadline import Deadline
from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say
from gx_program.sigterm import ToldToEnd

from ..resp import Connection, ServerError, Unreachable
from ..server_state import database_keys, info_fields
from .rdb_file import FILE, RdbFile, read_facts, read_rdb
from .sample import read_sample
from .scratch_server import SOCKET, ScratchServer, scratch_server
from .settings import Settings, read_settings


def main(arguments: list[str] | None = None) -> int:
    """Proves, and returns the exit code."""
    parser = job_parser(
        "prove-dump", "Loads the dump in /dump into a server of its own, and compares it with the facts beside it."
    )
    parser.add_argument("--keep", action="store_true", help="keep it for people to look at, until the pod is deleted")
    options = parser.parse_args(arguments)
    return told_outcome(lambda: prove(read_settings(), options.keep))


def prove(settings: Settings, is_kept: bool) -> dict[str, object]:
    """Loads the dump and compares. Where `is_kept`, people may look at it until the pod is told to end. Throws Refusal."""
    deadline = Deadline(settings.timeout_seconds)
    facts = read_facts()
    rdb = read_rdb(FILE, deadline)
    for field, found in (("keys", rdb.keys), ("format", rdb.format)):
        if facts.get(field) != found:
            raise Refusal(
                f"{field}: {found!r} in the dump and {facts.get(field)!r} in its facts: they aren't of one dump."
            )
    try:
        with scratch_server(FILE, deadline) as server:
            loaded = require_all_loaded(server.connection, rdb)
            say(f"loaded {loaded} of {rdb.keys} keys; the others had expired")
            read = read_sample(server.connection, deadline)
            seconds = round(deadline.spent(), 1)
            if is_kept:
                keep(server)
    except (Unreachable, ServerError) as error:
        raise Refusal(f"the server that loaded the dump: {error}. See the lines above.") from None
    return {
        "keys": rdb.keys,
        "loaded": loaded,
        "read": read,
        "bytes": rdb.bytes,
        "seconds": seconds,
    }


def keep(server: ScratchServer) -> None:
    """Tells how to look at it, and waits until the pod is told to end. Throws Refusal where the server ends before."""
    say(f"ready, until this pod is deleted: valkey-cli -s {SOCKET} --raw")
    try:
        server.await_end()
    except ToldToEnd:
        say("ended: the copy is removed")


def require_all_loaded(server: Connection, rdb: RdbFile) -> int:
    """How many keys of the file a server loaded. Throws Refusal unless it accounts for each of them.

    A server leaves out keys that have expired by then, and counts them. Loaded and expired together must be the file's keys;
    expired at least those that had when the file was checked, and at most those that expire at all. What the server has now
    must be what it loaded, less no more than the rest of those that expire.
    """
    fields = info_fields(server.call("INFO"))
    loaded, expired = (int(fields[f"rdb_last_load_keys_{what}"]) for what in ("loaded", "expired"))
    there = sum(database_keys(fields).values())
    if loaded + expired != rdb.keys:
        raise Refusal(f"the dump has {rdb.keys} keys, and a server loaded {loaded} and found {expired} expired.")
    if not rdb.expired <= expired <= rdb.expires:
        raise Refusal(f"a server found {expired} keys expired: {rdb.expired} had, and {rdb.expires} ever do.")
    if not loaded - (rdb.expires - expired) <= there <= loaded:
        raise Refusal(
            f"a server loaded {loaded} keys and has {there}: {rdb.expires - expired} of them may have expired."
        )
    return loaded
