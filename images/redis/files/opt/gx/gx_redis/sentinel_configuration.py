"""Sentinel's configuration: what it has learned is kept, the rest is declared anew at each start."""

from pathlib import Path

from .member import Member
from .sentinels import View
from .server_configuration import MEMBER_USER, quoted

STATIC_FILE = Path("/etc/redis/sentinel.conf")
USERS_FILE = Path("/etc/redis-users/sentinel-users.acl")
FILE = Path("/data/sentinel/sentinel.conf")
MEMORY = frozenset(
    {"myid", "monitor", "config-epoch", "leader-epoch", "current-epoch"}
    | {"known-replica", "known-slave", "known-sentinel"}
)


def sentinel_configuration(member: Member, member_password: str, own: str, declared: str, memory: list[str]) -> str:
    """The configuration of a start."""
    group = member.cluster.group
    lines = [
        f"bind {member.ip}",
        f"bind-source-addr {member.ip}",
        f"dir {FILE.parent}",
        f"aclfile {USERS_FILE}",
        f"sentinel announce-ip {own}",
        f"sentinel announce-port {member.cluster.sentinel_port}",
        f"sentinel sentinel-user {MEMBER_USER}",
        f"sentinel sentinel-pass {quoted(member_password)}",
        *memory,
        f"sentinel auth-user {group} {MEMBER_USER}",
        f"sentinel auth-pass {group} {quoted(member_password)}",
    ]
    return declared.rstrip("\n") + "\n" + "".join(f"{line}\n" for line in lines)


def memory_of(text: str, member: Member) -> list[str]:
    """The lines of an earlier configuration that hold what Sentinel learned; none where it monitored no primary of this group.

    The quorum is declared, so the line that names the primary gets today's.
    """
    found = [line.strip() for line in text.splitlines()]
    kept = [line for line in found if line.startswith("sentinel ") and line.split()[1] in MEMORY]
    if remembered_primary(text, member) is None:
        return []
    prefix = f"sentinel monitor {member.cluster.group} "
    return [f"{line.rsplit(' ', 1)[0]} {member.cluster.quorum}" if line.startswith(prefix) else line for line in kept]


def remembered_primary(text: str, member: Member) -> str | None:
    """The address of the primary that an earlier configuration names, None where it names none."""
    prefix = f"sentinel monitor {member.cluster.group} "
    named = [line.split() for line in text.splitlines() if line.startswith(prefix)]
    return next((words[3] for words in named if len(words) == 6), None)


def first_memory(member: Member, view: View) -> list[str]:
    """What a Sentinel without a memory begins with: the primary that others name, or the first member in epoch 0."""
    cluster = member.cluster
    return [
        f"sentinel monitor {cluster.group} {view.address} {cluster.server_port} {cluster.quorum}",
        f"sentinel config-epoch {cluster.group} {view.epoch}",
    ]


def read_if_there(file: Path = FILE) -> str:
    """The text of a file, empty where there is none."""
    try:
        return file.read_text()
    except FileNotFoundError:
        return ""
