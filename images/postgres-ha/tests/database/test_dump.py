"""Dumps of a real PostgreSQL: taken as the role for dumps, and proven in another server."""

import contextlib
import io
import json
import shutil
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest.mock import patch

import paths  # noqa: F401
from database_case import DatabaseCase
from declared_example import DUMP_ROLE
from dump_example import settings
from gx_dump.main import SOURCE_SETTINGS
from gx_dump.prove_dump import prove_dump
from gx_dump.tables import count_rows
from gx_dump.take_dump import take_dump
from gx_program.say import Refusal
from gx_shared.database import Server
from gx_shared.progress import Journal, Waiter

SECONDS = 120
TABLES = """
    CREATE TABLE account (id int PRIMARY KEY, name text NOT NULL);
    CREATE TABLE payment (id int PRIMARY KEY, account int NOT NULL REFERENCES account);
    INSERT INTO account SELECT n, 'account ' || n FROM generate_series(1, 200) n;
    INSERT INTO payment SELECT n, n FROM generate_series(1, 100) n;
    CREATE SCHEMA apart;
    CREATE TABLE apart."A name" (id int);
    CREATE TABLE apart.month (day int NOT NULL) PARTITION BY RANGE (day);
    CREATE TABLE apart.month_1 PARTITION OF apart.month FOR VALUES FROM (1) TO (32);
    INSERT INTO apart.month VALUES (1), (2);
    CREATE UNLOGGED TABLE passing AS SELECT 1 AS id;
    CREATE VIEW named AS SELECT name FROM account;
"""
COUNTED = {
    'apart."A name"': 0,
    "apart.month": 0,
    "apart.month_1": 2,
    "public.account": 200,
    "public.made_after": 0,
    "public.payment": 100,
}


class DumpTest(DatabaseCase):
    """Each test has some tables, the role for dumps, and a folder for dumps."""

    def setUp(self) -> None:
        super().setUp()
        self.apply(dumpRole=DUMP_ROLE)
        self.administer(TABLES, "gx_protocol")
        self.folder = Path(tempfile.mkdtemp(prefix="dump-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.data = self.folder / "volume/pgdata"
        self.waiter = Waiter(SECONDS)
        self.enterContext(contextlib.redirect_stdout(io.StringIO()))

    def take(self, **changes: Any) -> dict[str, object]:
        connection = {"host": self.server.folder, "user": "dumper"}
        server = Server(connection, Journal(), SECONDS, SOURCE_SETTINGS)
        return take_dump([server], connection, settings(**changes), self.folder, self.waiter)

    def prove(self) -> dict[str, object]:
        def connect(socket_folder: str) -> Server:
            return Server({"host": socket_folder, "user": "postgres"}, Journal(), SECONDS)

        return prove_dump(settings(), self.folder, self.data, connect, self.waiter)

    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "facts.json").read_text())
        return found

    def test_a_dump_is_taken_and_proven(self) -> None:
        told = self.take()
        self.assertEqual((6, 302), (told["tables"], told["rows"]))
        facts = self.facts()
        self.assertEqual(("gx_protocol", COUNTED), (facts["database"], facts["tables"]))
        self.assertRegex(facts["takenAt"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertRegex(facts["server"], r"^15\.\d+$")
        self.assertEqual(["facts.json", "gx_protocol.dump"], sorted(path.name for path in self.folder.iterdir()))
        proven = self.prove()
        self.assertEqual((6, 302, 1), (proven["tables"], proven["rows"], proven["foreignKeys"]))
        self.assertEqual(told["bytes"], proven["bytes"])
        self.assertFalse(self.data.exists())

    def test_what_is_written_meanwhile_is_in_neither(self) -> None:
        def count_and_write(*arguments: Any) -> dict[str, int]:
            counted = count_rows(*arguments)
            self.administer("INSERT INTO account VALUES (1000, 'late'); CREATE TABLE late ()", "gx_protocol")
            return counted

        with patch("gx_dump.take_dump.count_rows", count_and_write):
            self.take()
        self.assertEqual(COUNTED, self.facts()["tables"])
        self.prove()

    def test_a_database_without_tables_may_be_dumped(self) -> None:
        self.administer("DROP SCHEMA apart CASCADE", "gx_protocol")
        self.administer("DROP TABLE account, payment, passing, made_after CASCADE", "gx_protocol")
        self.assertEqual((0, 0), (self.take()["tables"], self.prove()["rows"]))

    def test_a_dump_that_lacks_a_row_is_found(self) -> None:
        self.take()
        facts = self.facts()
        facts["tables"]["public.account"] += 1
        (self.folder / "facts.json").write_text(json.dumps(facts))
        with self.assertRaisesRegex(Refusal, "public.account has 200 rows in place of 201"):
            self.prove()
        self.assertFalse(self.data.exists())

    def test_a_damaged_dump_is_found(self) -> None:
        self.take()
        dump = self.folder / "gx_protocol.dump"
        dump.write_bytes(dump.read_bytes()[:-200])
        with self.assertRaisesRegex(Refusal, "pg_restore ended with status 1: "):
            self.prove()

    def test_rows_that_a_policy_hides_are_refused(self) -> None:
        self.administer("ALTER TABLE account ENABLE ROW LEVEL SECURITY", "gx_protocol")
        with self.assertRaisesRegex(Refusal, "row-level security"):
            self.take()
        self.assertFalse((self.folder / "facts.json").exists())

    def test_a_server_that_lets_nobody_in_is_told(self) -> None:
        self.apply()
        late = "the first connection: 2 s passed .* not permitted to log in"
        with patch("gx_dump.take_dump.CONNECT_SECONDS", 2.0), self.assertRaisesRegex(Refusal, late):
            self.take()


if __name__ == "__main__":
    unittest.main()
