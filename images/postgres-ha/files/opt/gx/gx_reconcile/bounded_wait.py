"""Waiting for PostgreSQL's answers, but not for ever."""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg2 import extensions

# Longer than statement_timeout, which ends neither a commit that waits for a standby nor a server's silence.
ANSWER_SECONDS = 70.0


class NoAnswer(Exception):
    """The server gave none in time. psycopg2 has closed the connection."""


@contextmanager
def bounded() -> Iterator[None]:
    """Statements executed within end with NoAnswer after ANSWER_SECONDS."""
    extensions.set_wait_callback(_wait)
    try:
        yield
    finally:
        extensions.set_wait_callback(None)


def _wait(connection: extensions.connection) -> None:
    end = time.monotonic() + ANSWER_SECONDS
    while (state := connection.poll()) != extensions.POLL_OK:
        readers = [connection] if state == extensions.POLL_READ else []
        writers = [connection] if state == extensions.POLL_WRITE else []
        if not any(select.select(readers, writers, [], max(0.0, end - time.monotonic()))):
            raise NoAnswer(f"no answer for {ANSWER_SECONDS:g} s")
