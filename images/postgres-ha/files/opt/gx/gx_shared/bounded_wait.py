"""Waiting for PostgreSQL's answers, but not for ever."""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg2 import extensions


class NoAnswer(Exception):
    """The server gave none in time. psycopg2 has closed the connection."""


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Each statement executed within ends with NoAnswer after `seconds`."""
    extensions.set_wait_callback(lambda connection: _wait(connection, seconds))
    try:
        yield
    finally:
        extensions.set_wait_callback(None)


def _wait(connection: extensions.connection, seconds: float) -> None:
    end = time.monotonic() + seconds
    while (state := connection.poll()) != extensions.POLL_OK:
        readers = [connection] if state == extensions.POLL_READ else []
        writers = [connection] if state == extensions.POLL_WRITE else []
        if not any(select.select(readers, writers, [], max(0.0, end - time.monotonic()))):
            raise NoAnswer(f"no answer for {seconds:g} s")
