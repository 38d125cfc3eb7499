"""Connections as the user `keeper`, which both servers and Sentinels know."""

from pathlib import Path

from gx_program.mounted import read_mounted
from gx_program.tls import verifying_context

from .member import Member
from .resp import Connection

AUTHORITY_FILE = Path("/tls/server/ca.crt")
PASSWORDS_FOLDER = Path("/etc/redis-passwords")
USER = "keeper"
# Of each step. Members may be on different continents, 0.22 s apart.
LOCAL_SECONDS = 0.7
REMOTE_SECONDS = 2


def server(member: Member, host: str | None = None) -> Connection:
    """An authenticated connection to the server at an address, this member's own by default. Throws Unreachable, ServerError."""
    return _connect(member, host or member.ip, member.cluster.server_port)


def sentinel(member: Member, host: str | None = None) -> Connection:
    """As `server`, to a Sentinel."""
    return _connect(member, host or member.ip, member.cluster.sentinel_port)


def password(name: str) -> str:
    """The password of a user. Throws Refusal where it isn't mounted."""
    return read_mounted(PASSWORDS_FOLDER / name, "Mount the Secret redis-passwords there, readable by this user.")


def _connect(member: Member, host: str, port: int) -> Connection:
    # Made anew each time: certificates are renewed while the keeper runs.
    context = verifying_context(AUTHORITY_FILE)
    seconds, source = (LOCAL_SECONDS, None) if host == member.ip else (REMOTE_SECONDS, member.ip)
    connection = Connection(host, port, context, seconds, source)
    try:
        connection.call("AUTH", USER, password(USER))
    except BaseException:
        connection.close()
        raise
    return connection
