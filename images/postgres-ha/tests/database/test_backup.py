"""Backups of a real PostgreSQL with a real pgBackRest."""

import unittest

import paths  # noqa: F401
from backup_case import BackupCase
from gx_program.say import Refusal


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
