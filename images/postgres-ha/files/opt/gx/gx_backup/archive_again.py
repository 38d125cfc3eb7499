"""The command line of `archive-again`, which Patroni calls."""

import argparse
import os
from pathlib import Path

from gx_program.say import Refusal, say
from gx_shared.database import Server
from gx_shared.progress import Journal, Waiter

from .catch_up import CatchUp, NotPrimary
from .members import SOCKET_FOLDER, SUPERUSER
from .own_log import OwnLog
from .own_server import OwnServer
from .pgbackrest import PgBackRest
from .repository import Repository

PROGRAM = "archive-again"
PRIMARY = "primary"
STATEMENT_SECONDS = 20.0
# For both questions to the repository together. pgBackRest gives one that is away up after a minute or two.
ASK_SECONDS = 300.0


def main(arguments: list[str] | None = None) -> int:
    """Runs on a primary until the repository has the log, and returns the exit code."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="A callback of Patroni: has a member that became primary archive what the primary before it had "
        "not. Goes on while the repository is away. Ended anywhere, the next call does the rest.",
    )
    parser.add_argument("stanza", help="what pgBackRest calls the cluster")
    parser.add_argument("action", help="why Patroni calls")
    parser.add_argument("role", help=f"the member's: nothing is done unless it is {PRIMARY}")
    parser.add_argument("cluster", help="what Patroni calls the cluster")
    options = parser.parse_args(arguments)
    if options.role != PRIMARY:
        return 0
    server = Server({"host": str(SOCKET_FOLDER), "user": SUPERUSER}, Journal(), STATEMENT_SECONDS)
    stanza = options.stanza

    def repository() -> Repository:
        return Repository(stanza, PgBackRest(stanza, Waiter(ASK_SECONDS)))

    try:
        told, code = CatchUp(OwnLog(Path(os.environ["PGDATA"])), OwnServer(server), repository).run(), 0
    except NotPrimary as end:
        told, code = f"ended: {end}", 0
    except Refusal as refusal:
        told, code = f"error: {refusal}", 1
    say(f"{PROGRAM}: {told}")
    return code
