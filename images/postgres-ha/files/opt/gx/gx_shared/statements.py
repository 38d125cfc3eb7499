"""SQL statements, and what is said of them."""

from typing import NamedTuple


class Change(NamedTuple):
    """A statement that brings one thing to its declared state, and what is said of it."""

    description: str
    statement: str


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
