"""Which member is dumped.

A dump is asked for by SYNC, as a replica asks for its first copy, so while it runs the server lists it among its replicas.
Read in Valkey 8.1's source:

- A Sentinel makes a replica of every line `slaveN` in the INFO of a primary, also of this one, which has no port, and never
  forgets it (sentinel.c, sentinelRefreshInstanceInfo). In a replica's INFO it doesn't look at them. So where there are
  Sentinels a replica is dumped, never the primary.
- A replica that is promoted ends the connections of all its replicas first (replication.c, replicationUnsetPrimary): a dump
  that runs then fails, and no Sentinel sees it.
- What says `REPLCONF rdb-only` is never online, so it doesn't count for min-replicas-to-write, and no writes wait for it.
- A replica without its primary refuses SYNC. While it has its primary it has all that there is but the last moments.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from gx_program.mounted import read_mounted
from gx_program.say import Refusal, Teller
from gx_program.tls import verifying_context

from ..access import REMOTE_SECONDS
from ..resp import Connection, ServerError, Unreachable
from ..server_state import ServerState, parse_info
from ..waiting import attempts
from .settings import Settings

AUTHORITY_FILE = Path("/tls/authority/ca.crt")
PASSWORD_FILE = Path("/etc/redis-dump/password")
USER = "dumper"
# A pod's NetworkPolicies are in force some seconds after its start, and a replica may be busy with a copy of its own.
SEARCH_SECONDS = 60
PAUSE_SECONDS = 1
VERSION = re.compile(r"^valkey_version:(\S+)", re.MULTILINE)


class Source(NamedTuple):
    """A member that answered."""

    host: str
    state: ServerState
    version: str

    @property
    def name(self) -> str:
        """The member's name."""
        return self.host.split(".")[0]


def connect(settings: Settings, host: str) -> Connection:
    """An authenticated connection to a member. Throws Unreachable, ServerError; Refusal where a file isn't mounted."""
    connection = Connection(host, settings.port, verifying_context(AUTHORITY_FILE), REMOTE_SECONDS)
    try:
        connection.call("AUTH", USER, password())
    except BaseException:
        connection.close()
        raise
    return connection


def password(file: Path = PASSWORD_FILE) -> str:
    """The password of the user who dumps. Throws Refusal where it isn't mounted."""
    return read_mounted(file, "Mount the Secret redis-dump there, readable by this user.")


def ask(settings: Settings, host: str) -> Source:
    """Asks a member. Throws Unreachable, ServerError, Refusal."""
    with connect(settings, host) as connection:
        text = connection.call("INFO")
    version = VERSION.search(text)
    return Source(host, parse_info(text), version.group(1) if version else "unknown")


def find_source(settings: Settings, asked: Callable[[Settings, str], Source] = ask) -> Source:
    """The member to dump: with several the replica that streams and has come farthest. Throws Refusal where there is none."""
    teller = Teller()
    reasons: dict[str, str] = {}
    for _ in attempts(SEARCH_SECONDS, PAUSE_SECONDS):
        fit: list[Source] = []
        for host in settings.members:
            try:
                source = asked(settings, host)
                reasons[host] = unfitness(source.state, is_alone=len(settings.members) == 1)
                fit += [] if reasons[host] else [source]
            except (Unreachable, ServerError) as error:
                reasons[host] = str(error).rstrip(".")
            teller.tell(host, reasons[host] and f"{host}: {reasons[host]}")
        if fit:
            return max(fit, key=lambda source: source.state.offset)
    told = "; ".join(f"{host}: {reason}" for host, reason in reasons.items())
    raise Refusal(f"no member to dump in {SEARCH_SECONDS} s: {told}. See that a replica is well, then run it again.")


def unfitness(state: ServerState, is_alone: bool) -> str:
    """Why a member isn't dumped, in words; empty where it may be."""
    if state.is_loading:
        return "it loads its data"
    if is_alone:
        return "" if state.is_primary else "it is a replica, and no other member is declared"
    if state.is_primary:
        return "it is the primary"
    return "" if state.is_streaming else "it isn't connected to its primary, or copies from it"
