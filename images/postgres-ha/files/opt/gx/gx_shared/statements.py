"""SQL statements, and what is said of them."""

import re
from typing import NamedTuple

from gx_program.fields import Form

# Names in PostgreSQL that need no quotes.
IDENTIFIER = Form(
    re.compile(r"[a-z][a-z0-9_]{0,62}"), "Use a-z, 0-9 and _, beginning with a letter, at most 63 characters."
)


class Change(NamedTuple):
    """A statement that brings one thing to its declared state, and what is said of it."""

    description: str
    statement: str


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
