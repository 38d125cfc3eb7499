"""Restored servers that are kept for people to look at."""

from gx_program.say import say
from gx_program.sigterm import ToldToEnd

from .restored_server import RestoredServer


def keep(server: RestoredServer, user: str, database: str) -> None:
    """Tells how to look at it, and waits until the pod is told to end. Throws Refusal where the server ends before."""
    say(f"ready, until this pod is deleted: psql --host={server.socket_folder} --username={user} {database}")
    try:
        server.await_end()
    except ToldToEnd:
        say("ended: the copy is removed")
