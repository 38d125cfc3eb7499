"""A database that isn't one, and programs of PostgreSQL that only write down how they were called."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gx_shared.progress import NotYet

PROGRAM = """#!/bin/sh
for word; do printf '%s\\n' "$word"; done >{folder}/{name}.called
{script}
"""
WRITE_FILE = "for word; do case $word in --file=*) echo dumped >${word#--file=} ;; esac; done"


class FakeSource:
    """Answers as the server does of which a dump is taken. `rows_of` are its tables, in schema public."""

    host = "postgres-1.test"

    def __init__(self, rows_of: dict[str, int], address: str | None = "10.42.0.7", away: int = 0, is_fresh: bool = True) -> None:
        self._rows_of = rows_of
        self._address = address
        self._away = away
        self._is_fresh = is_fresh
        self.executed: list[str] = []

    @contextmanager
    def session(self, database: str) -> Iterator["FakeSource"]:
        self._away -= 1
        if self._away >= 0:
            raise NotYet(f"no connection to database {database}: timeout expired")
        yield self

    def execute(self, statement: str) -> None:
        self.executed.append(statement)

    def rows(self, query: str, _values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        if "pg_is_in_recovery" in query:
            return [(self._is_fresh,)]
        if "pg_export_snapshot" in query:
            return [("00000003-1", self._address, "15.20 (Debian 15.20-0+deb12u1)", "2026-11-30T12:00:00Z")]
        if "relkind" in query:
            return [(f"public.{name}", f"public {name}", True) for name in self._rows_of]
        return [(self._rows_of[query.rpartition(".")[2]],)]


def write_program(folder: Path, name: str, script: str) -> None:
    """A program on PATH of the tests that have `folder` there."""
    path = folder / name
    path.write_text(PROGRAM.format(folder=folder, name=name, script=script))
    path.chmod(0o755)


def called(folder: Path, name: str) -> list[str]:
    """The words that it was called with at last."""
    return (folder / f"{name}.called").read_text().splitlines()


def listing(*tables: str) -> str:
    """A script that prints what pg_restore lists of a dump with these tables."""
    lines = [f"2{index}; 0 1638{index} TABLE DATA public {name} gx_admin" for index, name in enumerate(tables)]
    return "\n".join(f"echo '{line}'" for line in ["; Archive created", *lines])


def path_with(folder: Path) -> str:
    """PATH with the folder first."""
    return f"{folder}:{os.environ['PATH']}"
