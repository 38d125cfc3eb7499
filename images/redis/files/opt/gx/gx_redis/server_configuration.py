"""The server's configuration: what is declared, and what this start adds to it."""

import os
from pathlib import Path

from .member import Member
from .server_state import CLOSING_OPTION

STATIC_FILE = Path("/etc/redis/server.conf")
USERS_FILE = Path("/etc/redis-users/users.acl")
GENERATED_FILE = Path("/run/redis/server.conf")
DATA_FOLDER = Path("/data")
MEMBER_USER = "member"
# What appendonly and save leave; a server that never ran has neither.
DATA_NAMES = ("appendonlydir", "dump.rdb")


def server_configuration(member: Member, member_password: str, own: str, primary: str) -> str:
    """The configuration of a server that starts with `primary` to follow, itself where that is its own address.

    Later lines win, so what is here can't be declared otherwise. As primary it takes no writes: it waits for more replicas
    than there are, until the keeper knows that no other server is being promoted. As replica it may not be promoted before
    it has the primary's data.
    """
    starts_closed = primary == own and not member.is_alone
    wanted = len(member.cluster.members) if starts_closed else open_replicas(member)
    lines = [
        f"include {STATIC_FILE}",
        f"bind {member.ip}",
        f"bind-source-addr {member.ip}",
        f"dir {DATA_FOLDER}",
        f"aclfile {USERS_FILE}",
        f"{CLOSING_OPTION} {wanted}",
    ]
    if not member.is_alone:
        lines += [
            f"masteruser {MEMBER_USER}",
            f"masterauth {quoted(member_password)}",
            f"replica-announce-ip {own}",
            f"replica-announce-port {member.cluster.server_port}",
            "replica-priority 0",
        ]
    if primary != own:
        lines.append(f"replicaof {primary} {member.cluster.server_port}")
    return "".join(f"{line}\n" for line in lines)


def open_replicas(member: Member) -> int:
    """How many good replicas a primary wants for a write when it takes writes."""
    return 0 if member.is_alone else 1


def is_empty(folder: Path = DATA_FOLDER) -> bool:
    """Whether no server ever kept data there."""
    return not any((folder / name).exists() for name in DATA_NAMES)


def quoted(text: str) -> str:
    """A word of a configuration file, whatever is in it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_private(file: Path, text: str) -> None:
    """Writes a file that only this user can read, whole or not at all."""
    beside = file.with_name(f"{file.name}.partial")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)
