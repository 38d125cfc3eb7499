"""Becomes Sentinel, with what it had learned before."""

import os

from gx_program.mounted import require_writable
from gx_program.say import Refusal, failed, say
from gx_program.sigterm import end_on_sigterm

from . import access
from .member import Member, this_member
from .peers import Peers
from .sentinel_configuration import (
    FILE,
    STATIC_FILE,
    first_memory,
    memory_of,
    read_if_there,
    sentinel_configuration,
)
from .sentinels import View, newest
from .server_configuration import DATA_FOLDER, MEMBER_USER, write_private
from .start_server import first_address, resolved
from .waiting import attempts

# Those that have a memory answer at once; those that have none and start too never do.
ASK_SECONDS = 3


def main() -> int:
    """Never returns where Sentinel starts; else the exit code."""
    end_on_sigterm()
    try:
        member = this_member()
        require_writable(DATA_FOLDER)
        FILE.parent.mkdir(mode=0o700, exist_ok=True)
        own = resolved(member)
        memory = memory_of(read_if_there(), member) or learned(member)
        declared = read_if_there(STATIC_FILE)
        if not declared:
            raise Refusal(f"{STATIC_FILE} is missing or empty: mount the ConfigMap redis-configuration there.")
        password = access.password(MEMBER_USER)
        write_private(FILE, sentinel_configuration(member, password, own, declared, memory))
    except Refusal as refusal:
        return failed(f"error: {refusal}")
    os.execvp("valkey-server", ["valkey-sentinel", str(FILE), "--sentinel"])


def learned(member: Member) -> list[str]:
    """What the other Sentinels know, or what everybody begins with."""
    peers = Peers(member, tuple(name for name in member.cluster.members if name != member.name))
    try:
        for _ in attempts(ASK_SECONDS):
            view = newest(peers.views())
            if view:
                say(f"no memory yet; others name {view.address} as primary since epoch {view.epoch}")
                return first_memory(member, view)
    finally:
        peers.close()
    view = View(first_address(member), epoch=0)
    say(f"no memory yet, and no other Sentinel answers: the primary is {view.address}")
    return first_memory(member, view)
