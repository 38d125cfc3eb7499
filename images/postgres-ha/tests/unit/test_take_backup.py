"""Taking backups with a fake pgBackRest."""

import contextlib
import io
import unittest
from typing import Any

import paths  # noqa: F401
from fake_pgbackrest import FakePgBackRest, archived, backup, info, segment, unreadable
from gx_backup.members import NoMemberAnswers
from gx_backup.pgbackrest import PgBackRest, PgBackRestFailed
from gx_backup.repository import Repository
from gx_backup.start import start_backups
from gx_backup.take_backup import take_backup
from gx_program.say import Refusal
from gx_shared.progress import Waiter
from test_pgbackrest import NO_STANDBY

ONE, TWO = ["--pg1-host=a"], ["--pg1-host=a", "--pg2-host=b"]
FULL, DIFFERENTIAL = backup("F1", 2, 3), backup("F1_D1", 5, 5, "diff")
LEAST_BYTES = 20_000_000
LOCKED = "P00  ERROR: [050]: unable to acquire lock on file '/tmp/pgbackrest/postgres-backup.lock': Resource busy"
NO_PRIMARY = "P00  ERROR: [056]: unable to find primary cluster - cannot proceed"


class BackupCase(unittest.TestCase):
    """Each test has a fake pgBackRest."""

    def setUp(self) -> None:
        self.fake = self.enterContext(FakePgBackRest())
        self.output = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.seconds = 0.0
        self.waiter = Waiter(600, lambda: self.seconds, self.sleep)
        self.pgbackrest = PgBackRest("postgres", self.waiter)
        self.repository = Repository("postgres", self.pgbackrest)

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def holds(self, *contents: Any) -> None:
        self.fake.answers("info", *contents)

    def archive(self, *numbers: int) -> None:
        self.fake.answers("repo-ls", archived(*(segment(number) for number in numbers)))


class TakeBackupTest(BackupCase):
    """Full and differential backups."""

    def take(self, kind: str = "differential", members: list[str] = ONE) -> dict[str, object]:
        return take_backup(kind, lambda: members, LEAST_BYTES, self.pgbackrest, self.repository, self.waiter)

    def test_a_good_one_is_told_with_its_size(self) -> None:
        self.fake.answers("backup", "P00   INFO: backup command end: completed successfully")
        self.holds(info(FULL), info(FULL, DIFFERENTIAL))
        self.archive(2, 3, 4, 5)
        told = self.take()
        self.assertIn("--type=diff", self.fake.calls[1])
        self.assertNotIn("--backup-standby", self.fake.calls[1])
        del told["seconds"]
        self.assertEqual(
            {
                "backup": "F1_D1",
                "kind": "diff",
                "sizeBytes": 22992590,
                "repositoryBytes": 464,
                "restorableFrom": "1970-01-01 00:00:03+00",
            },
            told,
        )

    def test_it_is_read_from_a_standby_where_there_is_one(self) -> None:
        self.fake.answers("backup", "")
        self.holds(unreadable(2, "no valid backups"), info(FULL))
        self.archive(2, 3)
        self.take("full", TWO)
        self.assertEqual(["info", "backup", "info", "repo-ls"], self.fake.commands)
        self.assertIn("--backup-standby", self.fake.calls[1])

    def test_it_is_read_from_the_primary_where_no_standby_can_be(self) -> None:
        self.fake.answers("backup", NO_STANDBY, code=56)
        self.fake.answers("backup", "")
        self.holds(info(), info(FULL))
        self.archive(2, 3)
        self.take("full", TWO)
        self.assertEqual(["info", "backup", "backup", "info", "repo-ls"], self.fake.commands)
        self.assertNotIn("--backup-standby", self.fake.calls[2])
        self.assertIn("warning: no standby can be read", self.output.getvalue())

    def test_any_other_error_is_not_tried_again(self) -> None:
        self.fake.answers(
            "backup", "P00  ERROR: [082]: WAL segment was not archived before the 60000ms timeout", code=82
        )
        self.holds(info())
        with self.assertRaisesRegex(PgBackRestFailed, "WAL segment .* container postgres of the primary"):
            self.take("full", TWO)
        self.assertEqual(["info", "backup"], self.fake.commands)

    def test_another_backup_and_a_primary_are_waited_for(self) -> None:
        for error, code in ((LOCKED, 50), (LOCKED, 50), (NO_PRIMARY, 56), ("", 0)):
            self.fake.answers("backup", error, code=code)
        self.holds(info(FULL), info(FULL, DIFFERENTIAL))
        self.archive(2, 3, 4, 5)
        self.assertEqual("F1_D1", self.take()["backup"])
        self.assertEqual(180, self.seconds)
        told = [line for line in self.output.getvalue().splitlines() if line.startswith("waiting")]
        self.assertEqual(2, len(told))
        self.assertRegex(told[0], "^waiting, and trying again each 60 s: pgbackrest backup: unable to acquire lock")

    def test_they_are_waited_for_half_of_the_time(self) -> None:
        self.fake.answers("backup", LOCKED, code=50)
        self.holds(info(FULL))
        with self.assertRaisesRegex(PgBackRestFailed, "unable to acquire lock .* Another backup runs"):
            self.take()
        self.assertEqual(300, self.seconds)

    def test_members_that_come_meanwhile_are_backed_up(self) -> None:
        self.fake.answers("backup", "")
        self.holds(info(), info(FULL))
        self.archive(2, 3)
        found = iter([NoMemberAnswers("members: none of a answers"), ONE])

        def find_members() -> list[str]:
            one = next(found)
            if isinstance(one, NoMemberAnswers):
                raise one
            return one

        take_backup("full", find_members, LEAST_BYTES, self.pgbackrest, self.repository, self.waiter)
        self.assertEqual((60, ["info", "backup", "info", "repo-ls"]), (self.seconds, self.fake.commands))

    def test_one_that_is_not_there_is_no_backup(self) -> None:
        self.fake.answers("backup", "")
        self.holds(info(FULL))
        with self.assertRaisesRegex(Refusal, "no new backup, though"):
            self.take()

    def test_one_with_damaged_pages_is_told(self) -> None:
        self.fake.answers("backup", "")
        self.holds(info(), info({**FULL, "error": True}))
        with self.assertRaisesRegex(Refusal, "^F1: pages with wrong checksums"):
            self.take("full")

    def test_one_that_is_too_small_is_told(self) -> None:
        self.fake.answers("backup", "")
        size = {"delta": 8458, "repository": {"delta": 464}, "size": LEAST_BYTES - 1}
        self.holds(info(), info({**FULL, "info": size}))
        with self.assertRaisesRegex(Refusal, "^leastBytes: F1 is of 19999999 bytes, less than 20000000"):
            self.take("full")

    def test_a_hole_in_the_log_is_warned_of_and_told(self) -> None:
        self.fake.answers("backup", "")
        self.holds(info(FULL), info(FULL, DIFFERENTIAL))
        self.archive(2, 3, 5)
        self.assertEqual(1, self.take()["missingSegments"])
        self.assertIn(
            "warning: 1 segments of the log are missing since F1, the first of them 0000000000000004",
            self.output.getvalue(),
        )


class StartTest(BackupCase):
    """The first steps."""

    def start(self) -> dict[str, object]:
        for command in ("stanza-create", "check"):
            self.fake.answers(command, "")
        return start_backups(ONE, LEAST_BYTES, self.pgbackrest, self.repository, self.waiter)

    def test_without_a_backup_one_is_taken(self) -> None:
        self.fake.answers("backup", "")
        self.holds(info(), info(), info(FULL))
        self.archive(2, 3)
        self.assertEqual("F1", self.start()["backup"])
        self.assertEqual(["stanza-create", "check", "info", "info", "backup", "info", "repo-ls"], self.fake.commands)

    def test_with_one_none_is_taken(self) -> None:
        self.holds(info(FULL))
        self.assertEqual("F1", self.start()["backup"])
        self.assertEqual(["stanza-create", "check", "info"], self.fake.commands)

    def test_another_clusters_repository_is_left_alone(self) -> None:
        self.fake.answers(
            "stanza-create",
            "P00  ERROR: [028]: backup and archive info files exist but do not match the database",
            code=28,
        )
        with self.assertRaisesRegex(
            PgBackRestFailed, "do not match the database. The repository holds .* another cluster"
        ):
            self.start()
        self.assertEqual(["stanza-create"], self.fake.commands)


if __name__ == "__main__":
    unittest.main()
