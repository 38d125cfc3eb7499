"""The members of the cluster as pgBackRest reaches them: by its own server beside each, over TLS."""

import os
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from gx_program.say import Refusal, say
from gx_shared.progress import NotYet, Waiter

from .settings import Settings

TLS_FOLDER = "/tls/backup"
SOCKET_FOLDER = Path("/run/postgresql")
SUPERUSER = "postgres"
CONNECT_SECONDS = 5.0
PATIENCE_SECONDS = 30.0


class NoMemberAnswers(Refusal):
    """None of the members does: that passes where they have just been started."""


def answering_members(
    settings: Settings, waiter: Waiter, connect: Callable[..., Any] = socket.create_connection
) -> list[str]:
    """The members whose server listens: all, or those that do after a while. Throws NoMemberAnswers.

    The first connections of a pod are refused, each member's for itself: the nodes put it into effect some seconds after its
    start that policies let it in. For one that stays silent pgBackRest itself waits long, and its `check` fails.
    """
    silent: dict[str, OSError] = {}

    def every_one() -> None:
        silent.clear()
        silent.update(_silent(settings, connect))
        if silent:
            raise NotYet(", ".join(f"{host}: {error}" for host, error in silent.items()))

    with suppress(Refusal):
        waiter.part(PATIENCE_SECONDS, "patience").until("every member to answer", every_one)
    for host, error in silent.items():
        say(f"warning: {host}:{settings.members_port} doesn't answer: {error}")
    if len(silent) == len(settings.members):
        raise NoMemberAnswers(
            f"members: none of {', '.join(settings.members)} answers on port {settings.members_port}. "
            "Do the pods run, with container repository-server, and does a NetworkPolicy allow the way there?"
        )
    return [host for host in settings.members if host not in silent]


def _silent(settings: Settings, connect: Callable[..., Any]) -> dict[str, OSError]:
    silent = {}
    for host in settings.members:
        try:
            connect((host, settings.members_port), timeout=CONNECT_SECONDS).close()
        except OSError as error:
            silent[host] = error
    return silent


def member_options(hosts: Sequence[str], port: int) -> list[str]:
    """pgBackRest's options for these members. It finds out itself who of them leads."""
    return [
        f"--pg{index}-{option}"
        for index, host in enumerate(hosts, start=1)
        for option in (
            f"host={host}",
            "host-type=tls",
            f"host-port={port}",
            f"host-ca-file={TLS_FOLDER}/ca.crt",
            f"host-cert-file={TLS_FOLDER}/tls.crt",
            f"host-key-file={TLS_FOLDER}/tls.key",
            f"path={os.environ['PGDATA']}",
            f"socket-path={SOCKET_FOLDER}",
            f"user={SUPERUSER}",
        )
    ]
