"""What tests of roles and databases on a real PostgreSQL begin with."""

import contextlib
import io
import subprocess
import unittest
from typing import Any

import psycopg2
from declared_example import document
from gx_shared.database import Server
from gx_reconcile.databases import apply_databases
from gx_shared.progress import Journal
from gx_reconcile.read_declared import declared_of
from gx_reconcile.retire import retire
from gx_reconcile.roles import apply_roles
from paths import PROGRAMS
from server import TemporaryServer

DENIED = "permission denied"


class DatabaseCase(unittest.TestCase):
    """Each test begins with a new server to which the declared state was applied once."""

    def setUp(self) -> None:
        self.server = TemporaryServer()
        self.addCleanup(self.server.stop)
        for _ in range(2):
            connection_string = f"host={self.server.folder} dbname=postgres user=postgres"
            subprocess.run([PROGRAMS / "post-bootstrap", connection_string], check=True)
        self.administer("CREATE ROLE replicator LOGIN REPLICATION; CREATE ROLE rewinder LOGIN")
        self.assertNotEqual([], self.apply())
        self.administer("CREATE TABLE made_after (id serial PRIMARY KEY, note text)", "gx_protocol")

    def apply(self, **changes: Any) -> list[str]:
        journal = Journal()
        server = self.primary(journal)
        declared = declared_of(document(**changes))
        self.output = io.StringIO()
        with contextlib.redirect_stdout(self.output):
            apply_roles(server, declared)
            apply_databases(server, declared)
        return journal.changed

    def primary(self, journal: Journal) -> Server:
        return Server({"host": self.server.folder, "user": "gx_admin"}, journal)

    def retire(self, **changes: Any) -> tuple[list[str], dict[str, int]]:
        journal = Journal()
        server = self.primary(journal)
        with contextlib.redirect_stdout(io.StringIO()):
            open_sessions = retire(server, declared_of(document(**changes)))
        return journal.changed, open_sessions

    def connect(self, user: str, database: str = "gx_protocol", password: str | None = None) -> Any:
        connection = psycopg2.connect(
            host=self.server.folder, dbname=database, user=user, password=password or f"{user}-password"
        )
        self.addCleanup(connection.close)
        connection.autocommit = True
        return connection

    def administer(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        with contextlib.closing(self.connect("gx_admin", database)) as connection:
            return self.run_in(connection, statement)

    def run_in(self, connection: Any, statement: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    def assert_refused(self, connection: Any, statement: str, reason: str = DENIED) -> None:
        with self.assertRaisesRegex(psycopg2.Error, reason, msg=statement):
            self.run_in(connection, statement)

    def assert_no_login(self, user: str, database: str = "gx_protocol", reason: str = DENIED) -> None:
        with self.assertRaisesRegex(psycopg2.OperationalError, reason, msg=f"{user} {database}"):
            self.connect(user, database)
