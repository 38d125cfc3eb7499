"""Taking a dump with programs that aren't PostgreSQL's. That these are called rightly is shown by tests/database."""

import contextlib
import io
import os
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import paths  # noqa: F401
from dump_example import settings
from fake_source import WRITE_FILE, FakeSource, called, listing, path_with, write_program
from gx_dump.facts import read_facts
from gx_dump.take_dump import conninfo, take_dump
from gx_program.say import Refusal
from gx_shared.progress import Waiter

CONNECTION = {"host": "postgres-0.test,postgres-1.test", "port": 5432, "user": "dumper", "sslmode": "verify-full"}


class TakeDumpTest(unittest.TestCase):
    """Each test has a folder for dumps and one for programs."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(TemporaryDirectory()))
        self.programs = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(patch.dict(os.environ, PATH=path_with(self.programs)))
        self.output = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.seconds = 0.0
        write_program(self.programs, "pg_dump", WRITE_FILE)
        write_program(self.programs, "pg_restore", listing("account", "payment"))

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def take(self, *sources: Any) -> dict[str, object]:
        waiter = Waiter(600, lambda: self.seconds, self.sleep)
        return take_dump(sources, CONNECTION, settings(), self.folder, waiter)

    def left(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())

    def test_what_was_dumped_is_told_last(self) -> None:
        source = FakeSource({"account": 200, "payment": 100})
        told = self.take(source)
        self.assertEqual({"bytes": 7, "tables": 2, "rows": 300, "seconds": 0}, told)
        self.assertEqual(["facts.json", "gx_protocol.dump"], self.left())
        facts = read_facts(self.folder)
        self.assertEqual({"public.account": 200, "public.payment": 100}, facts.tables)
        self.assertEqual(("2026-11-30T12:00:00Z", "15.20"), (facts.taken_at, facts.server))
        self.assertEqual(["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"], source.executed)

    def test_pg_dump_reads_the_same_snapshot_on_the_same_member(self) -> None:
        self.take(FakeSource({"account": 200}))
        connection, *options = called(self.programs, "pg_dump")
        self.assertIn("--snapshot=00000003-1", options)
        self.assertIn("--format=custom", options)
        self.assertIn("--no-password", options)
        for parameter in ("host='postgres-1.test'", "hostaddr='10.42.0.7'", "dbname='gx_protocol'"):
            self.assertIn(parameter, connection)

    def test_by_the_socket_there_is_no_address(self) -> None:
        self.take(FakeSource({"account": 200}, address=None))
        self.assertNotIn("hostaddr", called(self.programs, "pg_dump")[0])

    def test_a_standby_that_has_lost_the_primary_is_passed_over(self) -> None:
        stale, fresh = FakeSource({"account": 100}, is_fresh=False), FakeSource({"account": 200})
        self.assertEqual(200, self.take(stale, fresh)["rows"])
        with self.assertRaisesRegex(Refusal, "postgres-1.test doesn't follow the primary"):
            self.take(stale)

    def test_a_way_that_opens_late_is_waited_for_and_not_for_ever(self) -> None:
        self.take(FakeSource({"account": 200}, away=30))
        with self.assertRaisesRegex(Refusal, "the first connection: 60 s passed .* timeout expired"):
            self.take(FakeSource({"account": 200}, away=100))

    def test_a_dump_that_fails_leaves_nothing_that_looks_like_one(self) -> None:
        self.take(FakeSource({"account": 200}))
        write_program(self.programs, "pg_dump", f"{WRITE_FILE}; echo 'pg_dump: error: disk full' >&2; exit 1")
        with self.assertRaisesRegex(Refusal, "pg_dump ended with status 1: pg_dump: error: disk full"):
            self.take(FakeSource({"account": 200}))
        self.assertNotIn("facts.json", self.left())

    def test_a_table_that_the_dump_lacks_is_named(self) -> None:
        with self.assertRaisesRegex(Refusal, "lacks the tables public.refund, which"):
            self.take(FakeSource({"account": 200, "refund": 1}))
        self.assertEqual(["gx_protocol.dump.part"], self.left())

    def test_a_dump_that_cannot_be_read_is_told(self) -> None:
        write_program(self.programs, "pg_restore", "echo 'not a valid archive' >&2; exit 1")
        with self.assertRaisesRegex(Refusal, "pg_restore can't read the dump: not a valid archive"):
            self.take(FakeSource({"account": 200}))

    def test_an_empty_database_is_dumped_with_a_warning(self) -> None:
        self.assertEqual(0, self.take(FakeSource({}))["tables"])
        self.assertIn("warning: the database has no tables yet", self.output.getvalue())

    def test_a_folder_that_is_none_is_told(self) -> None:
        self.folder = self.folder / "file"
        self.folder.touch()
        with self.assertRaisesRegex(Refusal, "file: Not a directory. Mount a volume there that can be written"):
            self.take(FakeSource({}))

    def test_parameters_are_quoted(self) -> None:
        self.assertEqual(r"host='a' user='it\'s \\'", conninfo({"host": "a", "user": "it's \\"}))


if __name__ == "__main__":
    unittest.main()
