"""Roles, databases and privileges on a real PostgreSQL."""

import unittest

import paths  # noqa: F401
import psycopg2
from database_case import DatabaseCase
from gx_program.say import Refusal


class RolesTest(DatabaseCase):
    """Who may do what, and what is put right."""

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

    def test_verifiers_show_nowhere(self) -> None:
        self.assertIn("CREATE TABLE made_after", self.server.log.read_text(), "the log shows statements")
        self.assertNotIn("SCRAM-SHA-256", self.server.log.read_text())
        queries = self.administer("SELECT query FROM pg_stat_statements", "gx_protocol")
        self.assertIn("CREATE TABLE made_after (id serial PRIMARY KEY, note text)", [query for (query,) in queries])
        self.assertNotIn("SCRAM-SHA-256", str(queries))
        self.assertNotIn("SCRAM-SHA-256", self.output.getvalue())

    def test_a_refused_statement_is_told_without_the_statement(self) -> None:
        databases = [{"name": "third", "owner": "nobody_here", "extensions": [], "writers": [], "readers": []}]
        with self.assertRaisesRegex(Refusal, 'PostgreSQL refused .* role "nobody_here" does not exist'):
            self.apply(databases=databases)


if __name__ == "__main__":
    unittest.main()
