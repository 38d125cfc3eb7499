"""What a dump is loaded into, and what it isn't. That one is loaded at all is shown by tests/backup."""

import contextlib
import io
import unittest
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import paths  # noqa: F401
from dump_example import settings
from gx_dump.facts import Facts, write_facts
from gx_dump.load_dump import load_dump
from gx_shared.progress import Refusal, Waiter


class FakeServer:
    """Databases, each with the rows of its tables."""

    def __init__(self, **databases: dict[str, int]) -> None:
        self.databases = databases
        self._asked = ""

    @contextlib.contextmanager
    def session(self, database: str) -> Iterator["FakeServer"]:
        self._asked = database
        yield self

    def rows(self, query: str, values: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        if "pg_database" in query:
            return [()] if values[0] in self.databases else []
        tables = self.databases[self._asked]
        if query.startswith("SELECT count"):
            return [(tables[query.split()[-1]],)]
        return [(name, name, True) for name in tables]

    def execute(self, statement: str) -> None:
        self.databases[statement.split('"')[1]] = {}


class LoadTest(unittest.TestCase):
    """Each test loads a dump of two rows, by a pg_restore that makes `restored` of it."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(TemporaryDirectory()))
        write_facts(Facts("2026-11-30T12:00:00Z", "15.20", "gx_protocol", {"public.users": 2}), self.folder)
        self.restored = {"public.users": 2}
        self.enterContext(contextlib.redirect_stdout(io.StringIO()))

    def load(self, database: str, server: FakeServer) -> dict[str, object]:
        def restore(options: list[str], _waiter: Waiter) -> None:
            self.assertIn("--single-transaction", options)
            self.assertIn(f"--dbname=user='gx_admin' dbname='{database}'", options)
            server.databases[database] = self.restored

        with mock.patch("gx_dump.load_dump.run_restore", restore):
            return load_dump(settings(), database, self.folder, server, {"user": "gx_admin"}, Waiter(60))  # type: ignore[arg-type]

    def test_a_database_that_isnt_there_is_made(self) -> None:
        server = FakeServer(gx_protocol={"public.users": 7})
        outcome = self.load("before", server)
        self.assertEqual(("before", 1, 2), (outcome["database"], outcome["tables"], outcome["rows"]))
        self.assertEqual({"public.users": 7}, server.databases["gx_protocol"])

    def test_one_without_tables_is_taken(self) -> None:
        self.assertEqual(2, self.load("gx_protocol", FakeServer(gx_protocol={}))["rows"])

    def test_one_with_tables_is_left_alone(self) -> None:
        server = FakeServer(gx_protocol={"public.users": 7})
        with self.assertRaisesRegex(Refusal, "gx_protocol has 1 tables, such as public.users: nothing is loaded over"):
            self.load("gx_protocol", server)
        self.assertEqual({"public.users": 7}, server.databases["gx_protocol"])

    def test_what_comes_of_it_must_be_what_was_counted(self) -> None:
        self.restored = {"public.users": 1}
        with self.assertRaisesRegex(Refusal, "public.users has 1 rows in place of 2"):
            self.load("before", FakeServer())


if __name__ == "__main__":
    unittest.main()
