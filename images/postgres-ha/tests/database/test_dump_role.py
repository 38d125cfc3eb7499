"""The role for dumps on a real PostgreSQL."""

import unittest

import paths  # noqa: F401
from database_case import DatabaseCase
from declared_example import DUMP_ROLE


class DumpRoleTest(DatabaseCase):
    """It is declared in each test, and no longer at the end of some."""

    def setUp(self) -> None:
        super().setUp()
        self.changed = self.apply(dumpRole=DUMP_ROLE)

    def test_it_is_made_once(self) -> None:
        made = [f"postgres: role dumper: {one}" for one in ("created", "member of pg_read_all_data", "marked")]
        self.assertEqual([*made, "postgres: database gx_protocol: grant CONNECT to dumper"], self.changed)
        self.assertNotIn("warning", self.output.getvalue())
        self.assertEqual([], self.apply(dumpRole=DUMP_ROLE))

    def test_it_reads_all_of_one_database_and_does_nothing_else(self) -> None:
        dumper = self.connect("dumper")
        self.assertEqual([], self.run_in(dumper, "SELECT * FROM made_after"))
        self.administer("CREATE SCHEMA apart CREATE TABLE apart.one (id int)", "gx_protocol")
        self.assertEqual([], self.run_in(dumper, "SELECT * FROM apart.one"))
        self.assert_refused(dumper, "INSERT INTO made_after (note) VALUES ('one')")
        self.assert_refused(dumper, "CREATE TABLE mine (id int)")
        self.assert_refused(dumper, "SELECT nextval('made_after_id_seq')")
        self.assert_refused(dumper, "SELECT pg_read_file('PG_VERSION')")
        self.assert_refused(dumper, "SET ROLE gx_admin")
        for database in ("postgres", "template1", "other"):
            self.assert_no_login("dumper", database)

    def test_it_has_no_more_sessions_than_declared(self) -> None:
        for _ in range(2):
            self.connect("dumper")
        self.assert_no_login("dumper", reason="too many connections")

    def test_what_was_changed_by_hand_is_put_right(self) -> None:
        self.administer("ALTER ROLE dumper PASSWORD 'one' CREATEDB; GRANT pg_write_all_data TO dumper")
        self.administer("GRANT INSERT ON made_after TO dumper", "gx_protocol")
        self.assertEqual(
            [
                "postgres: role dumper: attributes set",
                "postgres: role dumper: no longer a member of pg_write_all_data",
                "postgres: role dumper: password removed",
                "gx_protocol: table made_after: revoke INSERT from dumper",
            ],
            self.apply(dumpRole=DUMP_ROLE),
        )
        self.assertEqual([], self.apply(dumpRole=DUMP_ROLE))

    def test_no_longer_declared_it_loses_all(self) -> None:
        session = self.connect("dumper")
        retired = ("no longer a member of pg_read_all_data", "privileges revoked", "retired")
        self.assertEqual([f"postgres: role dumper: {one}" for one in retired], self.apply())
        self.assertNotIn("warning", self.output.getvalue())
        self.assert_refused(session, "SELECT * FROM made_after")
        self.assert_no_login("dumper", reason="not permitted to log in")
        self.assertEqual([], self.apply())
        rights = "SELECT has_database_privilege('dumper', 'gx_protocol', 'CONNECT')"
        self.assertEqual([(False,)], self.administer(rights))
        again = ("attributes set", "member of pg_read_all_data")
        expected = [f"postgres: role dumper: {one}" for one in again]
        self.assertEqual(
            [*expected, "postgres: database gx_protocol: grant CONNECT to dumper"], self.apply(dumpRole=DUMP_ROLE)
        )
        self.connect("dumper")

    def test_under_another_name_the_one_before_loses_all(self) -> None:
        changed = self.apply(dumpRole={**DUMP_ROLE, "name": "copier"})
        self.assertIn("postgres: role dumper: retired", changed)
        self.assertIn("postgres: role copier: created", changed)


if __name__ == "__main__":
    unittest.main()
