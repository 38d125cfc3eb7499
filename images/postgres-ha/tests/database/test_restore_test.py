"""The restore test with a real PostgreSQL and a real pgBackRest."""

import unittest

import paths  # noqa: F401
from backup_case import DATABASE, STANZA, BackupCase
from backup_example import settings
from gx_backup.restore_test import restore_test
from gx_program.say import Refusal

BROKEN_KEY = """
    ALTER TABLE payment DISABLE TRIGGER ALL;
    INSERT INTO payment VALUES (1000, 1000);
    ALTER TABLE payment ENABLE TRIGGER ALL;
"""
BROKEN_INDEX = """
    CREATE FUNCTION volatile_in_truth(int) RETURNS int IMMUTABLE LANGUAGE SQL AS 'SELECT $1';
    CREATE INDEX ON account (volatile_in_truth(id));
    CREATE OR REPLACE FUNCTION volatile_in_truth(int) RETURNS int IMMUTABLE LANGUAGE SQL AS 'SELECT -$1';
"""


class RestoreTestTest(BackupCase):
    """Each test has a full backup, and runs a restore test."""

    def setUp(self) -> None:
        super().setUp()
        self.start()

    def restore_test(self, **changes: object) -> dict[str, object]:
        told = settings(stanza=STANZA, database=DATABASE, **changes)
        return restore_test(told, self.connect(self.server.folder), self.repository, self.copies, self.waiter)

    def test_a_good_repository_passes_again_and_again(self) -> None:
        found = self.restore_test()
        self.assertEqual((2, 300, 1), (found["tables"], found["rows"], found["foreignKeys"]))
        self.assertFalse(self.data.exists())
        self.administer("CREATE TABLE made_after AS SELECT 1 AS id", DATABASE)
        found = self.restore_test()
        self.assertEqual((3, 301, 1), (found["tables"], found["rows"], found["foreignKeys"]))

    def test_it_archives_nothing_and_leaves_the_repository_alone(self) -> None:
        self.restore_test()
        self.administer("SELECT pg_switch_wal()")
        self.pgbackrest.run("check", self.members)
        self.assertTrue(self.archived("00000001*"))
        self.assertEqual([], self.archived("00000002*"))

    def test_a_foreign_key_that_does_not_hold_is_found(self) -> None:
        self.administer(BROKEN_KEY, DATABASE)
        with self.assertRaisesRegex(Refusal, 'violates foreign key constraint "payment_account_fkey"'):
            self.restore_test()
        self.assertFalse(self.data.exists())

    def test_an_index_without_all_rows_is_found(self) -> None:
        self.administer(BROKEN_INDEX, DATABASE)
        with self.assertRaisesRegex(Refusal, "pg_amcheck found damage"):
            self.restore_test()

    def lose_a_segment(self) -> None:
        """Takes a segment out of the repository that is there before this, with something in it."""
        [(segment,)] = self.administer("SELECT pg_walfile_name(pg_switch_wal())")
        self.administer("CREATE TABLE IF NOT EXISTS made_after ()", DATABASE)
        self.pgbackrest.run("check", self.members)
        [file] = self.archived(f"{segment}-*")
        file.unlink()

    def test_a_log_with_a_hole_since_the_newest_backup_is_found(self) -> None:
        self.lose_a_segment()
        with self.assertRaisesRegex(
            Refusal, "PostgreSQL doesn't run .* recovery ended before .* Segments .* are missing"
        ):
            self.restore_test()
        self.assertFalse(self.data.exists())

    def test_an_older_hole_is_told_once_and_warned_of_later(self) -> None:
        self.lose_a_segment()
        self.assertEqual(1, self.take("differential")["missingSegments"])
        with self.assertRaisesRegex(Refusal, "1 segments of the log are missing .* What was restored just now is good"):
            self.restore_test()
        self.take("differential")
        self.assertEqual(1, self.restore_test()["missingSegments"])

    def test_a_log_that_does_not_get_there_is_told(self) -> None:
        self.administer("ALTER SYSTEM SET archive_command = 'false'")
        self.administer("SELECT pg_reload_conf()")
        with self.assertRaisesRegex(
            Refusal, "archiveTimeoutSeconds: 3 s passed .* in the repository: the newest one there is 0"
        ):
            self.restore_test(archiveTimeoutSeconds=3)

    def test_a_folder_with_data_is_left_alone(self) -> None:
        (self.data / "base").mkdir(parents=True)
        with self.assertRaisesRegex(Refusal, "isn't empty. Run this in a pod of its own"):
            self.restore_test()
        self.assertTrue((self.data / "base").exists())


if __name__ == "__main__":
    unittest.main()
