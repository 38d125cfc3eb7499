"""Connections as the user `keeper`, which both servers and Sentinels know."""

import ssl
from pathlib import Path

from .member import Member
from .resp import Connection
from .say import Refusal

AUTHORITY_FILE = "/tls/server/ca.crt"
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
    file = PASSWORDS_FOLDER / name
    try:
        return file.read_text().strip()
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}: mount the Secret redis-passwords there, readable by this user.") from None


def verifying_context(authority_file: str) -> ssl.SSLContext:
    """TLS that accepts certificates of one authority. Throws Refusal where its file can't be read."""
    try:
        context = ssl.create_default_context(cafile=authority_file)
    except OSError as error:
        raise Refusal(f"{authority_file}: {error}: mount the authority's certificate there.") from None
    # Python 3.13 asks for extensions that RFC 5280 wants and authorities in use leave out.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


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
