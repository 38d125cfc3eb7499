"""The list of backups."""

import contextlib
import io
import unittest

import paths  # noqa: F401
from fake_pgbackrest import FakePgBackRest, backup, info, segment, unreadable
from gx_backup.list_backups import list_backups
from gx_backup.pgbackrest import PgBackRest
from gx_backup.repository import Repository
from gx_program.say import Refusal
from gx_shared.progress import Waiter


class ListBackupsTest(unittest.TestCase):
    """Each test lists what a fake pgBackRest answers."""

    def listed(self, answer: object) -> tuple[list[list[str]], dict[str, object]]:
        with FakePgBackRest() as fake, contextlib.redirect_stdout(io.StringIO()) as output:
            fake.answers("info", answer)
            told = list_backups(Repository("postgres", PgBackRest("postgres", Waiter(100))))
        return [line.split() for line in output.getvalue().splitlines()], told

    def test_each_is_told_with_its_end_and_sizes(self) -> None:
        answer = info(backup("F1", 2, 3), backup("F1_D1", 5, 5, "diff", error=True), newest=segment(6))
        lines, told = self.listed(answer)
        self.assertEqual(
            [
                ["F1", "full", "1970-01-01", "00:00:03+00", "22992590", "464"],
                ["F1_D1", "diff", "1970-01-01", "00:00:05+00", "22992590", "464", "with", "errors"],
            ],
            lines[1:3],
        )
        self.assertEqual((segment(6), {"backups": 2}), (lines[3][-1], told))

    def test_without_any_there_are_none(self) -> None:
        self.assertEqual({"backups": 0}, self.listed(unreadable(2, "no valid backups"))[1])

    def test_a_repository_that_cannot_be_read_is_a_failure(self) -> None:
        with self.assertRaisesRegex(Refusal, "^the repository can't be read: unable to open .* the passphrase"):
            self.listed(unreadable(99, "unable to open backup.info"))


if __name__ == "__main__":
    unittest.main()
