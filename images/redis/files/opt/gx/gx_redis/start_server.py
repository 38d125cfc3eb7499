"""Becomes the server, once it is known whom it follows."""

import os
from pathlib import Path

from gx_program.mounted import require_writable
from gx_program.say import Refusal, Teller, failed, say
from gx_program.sigterm import end_on_sigterm

from . import access
from .member import Member, this_member
from .peers import Peers
from .resp import ServerError, Unreachable
from .sentinel_configuration import read_if_there, remembered_primary
from .sentinels import View, newest
from .server_configuration import (
    DATA_FOLDER,
    GENERATED_FILE,
    MEMBER_USER,
    is_empty,
    server_configuration,
    write_private,
)
from .server_state import server_state
from .waiting import attempts

# Long enough for Sentinels that start at the same time.
ASK_SECONDS = 10
# Longer than other members take to start beside this one.
FIRST_START_SECONDS = 20
# Services are made before pods, but DNS may learn of them later.
RESOLVE_SECONDS = 60
# Of the volume: a server ends at the first write that its file has no room for.
LEAST_ROOM_MEBIBYTES = 8


def main() -> int:
    """Never returns where the server starts; else the exit code."""
    end_on_sigterm()
    try:
        member = this_member()
        require_writable(DATA_FOLDER)
        if not member.is_alone:
            require_room(DATA_FOLDER)
        own = resolved(member)
        primary = own if member.is_alone else find_primary(member, own)
        say("start as primary" if primary == own else f"start as replica of {primary}")
        password = "" if member.is_alone else access.password(MEMBER_USER)
        write_private(GENERATED_FILE, server_configuration(member, password, own, primary))
    except Refusal as refusal:
        return failed(f"error: {refusal}")
    os.execvp("valkey-server", ["valkey-server", str(GENERATED_FILE)])


def require_room(folder: Path) -> None:
    """Throws Refusal where a volume is full: a server that started, ended and started again wouldn't be found down by Sentinels."""
    volume = os.statvfs(folder)
    mebibytes = volume.f_bavail * volume.f_frsize // 1024**2
    if mebibytes >= LEAST_ROOM_MEBIBYTES:
        return
    raise Refusal(
        f"{folder} has {mebibytes} MiB left, less than {LEAST_ROOM_MEBIBYTES}: free some, or declare a larger "
        "gx:redis.volumeMebibytes. Another member is promoted meanwhile."
    )


def resolved(member: Member) -> str:
    """This member's stable address. Throws Refusal where its name doesn't resolve in time."""
    teller = Teller()
    for _ in attempts(RESOLVE_SECONDS):
        try:
            return member.stable_address()
        except Unreachable as error:
            reason = str(error)
            teller.tell("name", f"waiting: {reason}")
    raise Refusal(f"{reason}: create the Service {member.name} in {member.namespace}, and let this pod ask DNS.")


def find_primary(member: Member, own: str) -> str:
    """The stable address of the server to follow, `own` to be primary. Throws Refusal rather than lose others' data."""
    peers = Peers(member)
    try:
        view = first_view(peers, member)
        if view is None:
            view = View(remembered_primary(read_if_there(), member) or first_address(member), epoch=0)
            say(f"no Sentinel answers; the primary was {view.address}")
        if view.address == own and is_empty():
            return primary_of_empty(member, own, peers, view)
        return view.address
    finally:
        peers.close()


def first_view(peers: Peers, member: Member) -> View | None:
    """The newest view of a majority, or of those that answer in time; None where none does."""
    found: list[View] = []
    for _ in attempts(ASK_SECONDS):
        found = peers.views()
        if len(found) >= member.cluster.majority:
            break
    return newest(found)


def first_address(member: Member) -> str:
    """The address of the first member, who is primary before anybody was. Throws Refusal where it has none."""
    name = member.cluster.members[0]
    try:
        return member.stable_address(name)
    except Unreachable as error:
        raise Refusal(f"{error}: create the Service {name} in {member.namespace}.") from None


def primary_of_empty(member: Member, own: str, peers: Peers, view: View) -> str:
    """Whom to follow where this server is named as primary and has no data: others who have some would be emptied by it.

    That is a first start, or its volume was lost. Throws Refusal where data may be elsewhere and nobody is promoted.
    """
    others = [name for name in member.cluster.members if name != member.name]
    bound = member.cluster.wait_for_failover_seconds
    teller = Teller()
    keys: dict[str, bool] = {}
    epoch = view.epoch
    for passed in attempts(bound):
        last = newest(peers.views())
        if last and last.address != own:
            return last.address
        epoch = max(epoch, last.epoch if last else 0)
        keys |= {name: has for name in others if (has := has_keys(member, name)) is not None}
        if any(keys.values()):
            teller.tell("wait", f"{DATA_FOLDER} is empty and others have data: waiting until one of them is promoted")
        elif len(keys) == len(others) or (epoch == 0 and passed > min(FIRST_START_SECONDS, bound / 2)):
            return own
    holders = ", ".join(name for name in others if keys.get(name, True))
    raise Refusal(
        f"{DATA_FOLDER} is empty, this is the primary, and {holders} may have data that would be lost; no replica was promoted in "
        f"waitForFailover, {bound:g} s. Promote the one with the data: there, CONFIG SET replica-priority 100; Sentinel does the rest."
    )


def has_keys(member: Member, name: str) -> bool | None:
    """Whether a member's server has data; None where it doesn't tell."""
    try:
        with access.server(member, member.stable_address(name)) as connection:
            return server_state(connection).has_keys
    except ServerError as error:
        return True if str(error).startswith("LOADING") else None
    except Unreachable:
        return None
