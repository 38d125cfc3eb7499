"""Backups of a real PostgreSQL with a real pgBackRest."""

import unittest

import paths  # noqa: F401
from backup_case import BackupCase
from gx_shared.progress import Refusal


class BackupTest(BackupCase):
    """What is taken, and what is found wrong with it."""

    def test_the_first_is_full_and_the_next_ones_add_what_changed(self) -> None:
        first = self.start()
        self.assertEqual("full", first["kind"])
        self.assertGreater(first["sizeBytes"], 20_000_000)
        self.assertEqual(first["backup"], self.start()["backup"])
        second = self.take("differential")
        self.assertEqual("diff", second["kind"])
        self.assertLess(second["repositoryBytes"], first["repositoryBytes"])
        self.assertEqual(first["restorableFrom"], second["restorableFrom"])
        self.assertEqual([first["backup"], second["backup"]], [one.label for one in self.repository.look().backups])

    def test_a_lost_part_of_the_log_is_told_once_and_warned_of_later(self) -> None:
        self.start()
        [(segment,)] = self.administer("SELECT pg_walfile_name(pg_switch_wal())")
        self.administer("CREATE TABLE made_after ()")
        self.take("differential")
        [file] = self.archived(f"{segment}-*")
        file.unlink()
        # It is the last but one backup that the log must reach back to.
        self.assertEqual(1, self.take("differential")["missingSegments"])
        self.assertIn("warning: 1 segments of the log are missing", self.output.getvalue())
        [(segment,)] = self.administer("SELECT pg_walfile_name(pg_switch_wal())")
        self.pgbackrest.run("check", self.members)
        [file] = self.archived(f"{segment}-*")
        file.unlink()
        with self.assertRaisesRegex(Refusal, "^1 segments of the log are missing between"):
            self.take("differential")

    def test_a_page_that_was_changed_on_the_disk_is_told(self) -> None:
        self.start()
        [(path,)] = self.administer("SELECT pg_relation_filepath('pg_class')")
        with (self.server.data / path).open("r+b") as file:
            file.seek(8192 + 4096)
            file.write(b"damage")
        with self.assertRaisesRegex(Refusal, "pages with wrong checksums"):
            self.take("full")


if __name__ == "__main__":
    unittest.main()
