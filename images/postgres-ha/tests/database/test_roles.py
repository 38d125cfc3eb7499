"""Roles, databases and privileges on a real PostgreSQL."""

import contextlib
import io
import subprocess
import unittest
from typing import Any

import psycopg2
from declared_example import application_role, document
from gx_reconcile.database import Server
from gx_reconcile.databases import apply_databases
from gx_reconcile.progress import Journal, Refusal
from gx_reconcile.read_declared import declared_of
from gx_reconcile.retire import retire
from gx_reconcile.roles import apply_roles
from paths import PROGRAMS
from server import TemporaryServer

DENIED = "permission denied"


class RolesTest(unittest.TestCase):
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

    def apply(self, has_standby: bool = True, **changes: Any) -> list[str]:
        journal = Journal()
        server = Server({"host": self.server.folder, "user": "gx_admin"}, has_standby, journal)
        declared = declared_of(document(**changes))
        self.output = io.StringIO()
        with contextlib.redirect_stdout(self.output):
            apply_roles(server, declared)
            apply_databases(server, declared)
        return journal.changed

    def retire(self, **changes: Any) -> tuple[list[str], dict[str, int]]:
        journal = Journal()
        server = Server({"host": self.server.folder, "user": "gx_admin"}, True, journal)
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

    def test_a_second_run_changes_nothing(self) -> None:
        self.assertEqual([], self.apply())
        self.assertNotIn("warning", self.output.getvalue())

    def test_a_service_writes_where_it_is_a_writer_and_nothing_more(self) -> None:
        service = self.connect("svc_identity_a")
        self.run_in(service, "INSERT INTO made_after (note) VALUES ('one')")
        self.run_in(service, "UPDATE made_after SET note = 'two'")
        self.assertEqual([("two",)], self.run_in(service, "SELECT note FROM made_after"))
        self.run_in(service, "DELETE FROM made_after")
        self.assert_refused(service, "CREATE TABLE mine (id int)")
        self.assert_refused(service, "CREATE SCHEMA mine")
        self.assert_refused(service, "CREATE TEMPORARY TABLE mine (id int)")
        self.assert_refused(service, "TRUNCATE made_after")
        self.assert_refused(service, "DROP TABLE made_after", "must be owner")
        self.assert_refused(service, "SET ROLE svc_report")
        self.assert_refused(service, "SET ROLE gx_admin")
        self.assert_refused(service, "CREATE ROLE mine")
        self.assert_refused(service, "SELECT * FROM pg_authid")
        self.assert_refused(service, "COPY made_after TO PROGRAM 'true'", "must be superuser")
        for database in ("postgres", "template1", "other"):
            self.assert_no_login("svc_identity_a", database)

    def test_a_reader_reads_only(self) -> None:
        reader = self.connect("svc_report_a")
        self.assertEqual([], self.run_in(reader, "SELECT * FROM made_after"))
        self.assert_refused(reader, "INSERT INTO made_after (note) VALUES ('one')")
        self.assert_refused(reader, "SELECT nextval('made_after_id_seq')")

    def test_nothing_else_logs_in(self) -> None:
        self.assert_no_login("svc_identity", reason="authentication failed")
        self.assert_no_login("svc_identity_b", reason="authentication failed")
        self.assert_no_login("rewinder", reason="authentication failed")
        with self.assertRaisesRegex(psycopg2.OperationalError, "authentication failed"):
            self.connect("svc_identity_a", password="wrong")
        self.administer("CREATE ROLE stranger LOGIN PASSWORD 'stranger-password'")
        self.assert_no_login("stranger")
        self.apply()
        self.assertIn("warning: role stranger", self.output.getvalue())

    def test_a_login_has_no_more_sessions_than_declared(self) -> None:
        for _ in range(5):
            self.connect("svc_other_a", "other")
        self.assert_no_login("svc_other_a", "other", reason="too many connections")

    def test_the_exporter_sees_statistics_and_no_data(self) -> None:
        exporter = self.connect("exporter")
        self.assertTrue(self.run_in(exporter, "SELECT query FROM pg_stat_statements"))
        self.assert_refused(exporter, "SELECT * FROM made_after")
        self.connect("exporter", "postgres")

    def test_what_was_changed_by_hand_is_put_right(self) -> None:
        self.administer("GRANT CREATE ON SCHEMA public TO PUBLIC", "gx_protocol")
        self.administer("GRANT TRUNCATE ON made_after TO svc_identity_a", "gx_protocol")
        self.administer("REVOKE INSERT ON made_after FROM svc_identity", "gx_protocol")
        self.administer("ALTER TABLE made_after OWNER TO postgres", "gx_protocol")
        self.administer("GRANT pg_read_all_data TO svc_other_a; ALTER ROLE svc_report_a CREATEDB CONNECTION LIMIT -1")
        self.administer("GRANT svc_report TO svc_report_a WITH ADMIN OPTION; GRANT CONNECT ON DATABASE other TO PUBLIC")
        self.administer("ALTER ROLE svc_other LOGIN PASSWORD 'svc_other-password'")
        self.assertEqual(
            [
                "postgres: role svc_report_a: attributes set",
                "postgres: role svc_report_a: no longer a member of svc_report",
                "postgres: role svc_report_a: member of svc_report",
                "postgres: role svc_other: attributes set",
                "postgres: role svc_other_a: no longer a member of pg_read_all_data",
                "postgres: database other: revoke CONNECT from PUBLIC",
                "gx_protocol: schema public: revoke CREATE from PUBLIC",
                "gx_protocol: table made_after: revoke TRUNCATE from svc_identity_a",
                "gx_protocol: table made_after: grant INSERT to svc_identity",
            ],
            self.apply(),
        )
        self.assertEqual([], self.apply())
        self.assert_no_login("svc_other", "other", reason="not permitted to log in")

    def test_a_login_is_replaced_while_the_old_one_is_in_use(self) -> None:
        old = self.connect("svc_identity_a")
        roles = [application_role("svc_identity", "b"), application_role("svc_report"), application_role("svc_other")]
        second = {"applicationRoles": roles}
        with self.assertRaisesRegex(Refusal, "svc_identity_b can't log in"):
            self.retire(**second)
        self.connect("svc_identity_a")
        self.assertEqual(
            [f"postgres: role svc_identity_b: {one}" for one in ("created", "member of svc_identity", "password set")],
            self.apply(**second),
        )
        new = self.connect("svc_identity_b")
        for session in (old, new, self.connect("svc_identity_a")):
            self.run_in(session, "INSERT INTO made_after (note) VALUES ('during')")
        self.assertEqual((["postgres: role svc_identity_a: retired"], {"svc_identity_a": 3}), self.retire(**second))
        self.run_in(old, "INSERT INTO made_after (note) VALUES ('still open')")
        self.assert_no_login("svc_identity_a", reason="authentication failed")
        self.assertEqual(([], {"svc_identity_a": 3}), self.retire(**second))
        self.assertEqual([], self.apply(**second))
        self.assertEqual(
            [f"postgres: role svc_identity_a: {one}" for one in ("attributes set", "password set")], self.apply()
        )

    def test_verifiers_show_nowhere(self) -> None:
        self.assertIn("CREATE TABLE made_after", self.server.log.read_text(), "the log shows statements")
        self.assertNotIn("SCRAM-SHA-256", self.server.log.read_text())
        queries = self.administer("SELECT query FROM pg_stat_statements", "gx_protocol")
        self.assertIn("CREATE TABLE made_after (id serial PRIMARY KEY, note text)", [query for (query,) in queries])
        self.assertNotIn("SCRAM-SHA-256", str(queries))
        self.assertNotIn("SCRAM-SHA-256", self.output.getvalue())

    def test_a_lone_first_member_of_a_strict_cluster_is_not_waited_for(self) -> None:
        self.administer("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.administer("SELECT pg_reload_conf()")
        roles = [application_role("svc_identity"), application_role("svc_report"), application_role("svc_other", "b")]
        self.assertEqual(3, len(self.apply(has_standby=False, applicationRoles=roles)))
        # What a statement's timeout ends is done all the same, so that it shows in the log alone.
        self.assertNotIn("canceling wait for synchronous replication", self.server.log.read_text())

    def test_a_refused_statement_is_told_without_the_statement(self) -> None:
        databases = [{"name": "third", "owner": "nobody_here", "extensions": [], "writers": [], "readers": []}]
        with self.assertRaisesRegex(Refusal, 'PostgreSQL refused .* role "nobody_here" does not exist'):
            self.apply(databases=databases)
