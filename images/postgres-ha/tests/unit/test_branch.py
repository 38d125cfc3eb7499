"""Which backup a restore along a timeline begins with.

The cluster went back from timeline 1 to a moment within segment 5, at second 8, and has gone on as timeline 2 since.
"""

import unittest
from datetime import datetime, timezone

import paths  # noqa: F401
from fake_pgbackrest import FakePgBackRest, archived, backup, info, segment
from gx_backup.pgbackrest import PgBackRest
from gx_backup.repository import Repository
from gx_backup.wanted_restore import WantedRestore, target_options
from gx_program.say import Refusal
from gx_shared.progress import Waiter

HISTORY = "1\t0/5000148\tbefore 1970-01-01 00:00:05+00\n"
BEFORE, GIVEN_UP = backup("F1", 2, 3), backup("F2", 6, 7)
SINCE = backup("F3", 9, 9, archive={"start": segment(6, 2), "stop": segment(6, 2)})


def second(number: int) -> datetime:
    return datetime.fromtimestamp(number, timezone.utc)


class BranchTest(unittest.TestCase):
    """Each test wants a moment along a timeline."""

    def setUp(self) -> None:
        self.fake = self.enterContext(FakePgBackRest())
        self.fake.answers("info", info(BEFORE, GIVEN_UP, SINCE))
        segments = archived(*(segment(number) for number in range(2, 9)), segment(5, 2), segment(6, 2))
        self.fake.answers("repo-ls", {**segments, "00000002.history": {}})
        self.fake.answers("repo-get", HISTORY)

    def options(self, moment: int | None, timeline: int | None) -> list[str]:
        wanted = WantedRestore("postgres", None if moment is None else second(moment), timeline)
        return target_options(wanted, Repository("postgres", PgBackRest("postgres", Waiter(100))), second(20))

    def test_the_newest_of_a_timeline_that_was_given_up(self) -> None:
        self.assertEqual(
            [
                *("--type=time", "--target=1970-01-01 00:00:08+00", "--target-action=promote"),
                *("--set=F2", "--target-timeline=1"),
            ],
            self.options(8, 1),
        )
        self.assertEqual(["info", "repo-ls"], self.fake.commands)

    def test_not_one_that_had_not_ended_by_then(self) -> None:
        self.assertIn("--set=F1", self.options(7, 1))

    def test_not_one_of_another_branch(self) -> None:
        self.assertIn("--set=F1", self.options(9, 2))
        self.assertIn("archive/postgres/15-1/00000002.history", self.fake.calls[-1])

    def test_the_latest_of_a_timeline(self) -> None:
        self.assertEqual(["--type=default", "--set=F3", "--target-timeline=2"], self.options(None, 2))

    def test_without_a_timeline_pgbackrest_chooses(self) -> None:
        self.assertEqual(["--type=default"], self.options(None, None))
        self.assertEqual(["info"], self.fake.commands)

    def test_a_timeline_that_there_is_not(self) -> None:
        with self.assertRaisesRegex(Refusal, "^timeline: the repository has none of number 3. Choose one of 1, 2.$"):
            self.options(8, 3)

    def test_a_timeline_without_a_backup_by_then(self) -> None:
        (self.fake.folder / "info").unlink()
        self.fake.answers("info", info(GIVEN_UP, SINCE))
        with self.assertRaisesRegex(Refusal, "on the way to timeline 2 had ended before 1970-01-01 00:00:09.00; .* F3"):
            self.options(9, 2)


if __name__ == "__main__":
    unittest.main()
