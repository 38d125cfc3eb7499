"""Patroni's restore with a fake pgBackRest."""

import contextlib
import io
import json
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import paths  # noqa: F401
from fake_pgbackrest import FakePgBackRest, archived, backup, info, segment, unreadable
from gx_backup.restore_cluster import main
from gx_backup.unfinished_restore import MARK, remove_mark, remove_unfinished, require_mark
from gx_program.say import Refusal

FAILED = "P00  ERROR: [049]: unable to connect to 'objectstore:7070': [111] Connection refused"


class RestoreClusterTest(unittest.TestCase):
    """Each test restores into a folder of an empty volume."""

    def setUp(self) -> None:
        self.fake = self.enterContext(FakePgBackRest())
        self.output = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.volume = Path(self.enterContext(TemporaryDirectory()))
        self.data = self.volume / "pgdata"
        self.wanted = self.volume / "restore.json"
        self.fake.answers("info", info(backup("F1", 2, 3)))
        self.fake.answers("restore", "P00   INFO: restore command end", files=("base", "global"))

    def restore(self, moment: str = "latest", **more: object) -> dict[str, object]:
        self.wanted.write_text(json.dumps({"stanza": "postgres", "from": moment, **more}))
        code = main(["--scope=postgres-primary", f"--datadir={self.data}", f"--wanted={self.wanted}"])
        outcome: dict[str, object] = json.loads(self.output.getvalue().splitlines()[-1])
        self.assertEqual(0 if outcome["result"] == "done" else 1, code)
        return outcome

    def left(self) -> list[str]:
        return sorted(path.name for path in self.data.iterdir()) if self.data.exists() else []

    def assert_refused(self, moment: str, message: str) -> None:
        self.assertRegex(str(self.restore(moment).get("error")), message)
        self.assertNotIn("restore", self.fake.commands)
        self.assertFalse((self.volume / MARK).exists())

    def test_the_latest_is_restored_and_marked_as_unfinished(self) -> None:
        self.assertEqual({"result": "done", "seconds": 0}, {**self.restore(), "seconds": 0})
        self.assertEqual(["base", "global"], self.left())
        self.assertTrue((self.volume / MARK).exists())
        words = self.fake.calls[-1]
        for option in (f"--pg1-path={self.data}", "--type=default", "--no-delta"):
            self.assertIn(option, words)
        self.assertFalse([word for word in words if word.startswith("--target")])

    def test_a_moment_is_restored(self) -> None:
        self.assertEqual("done", self.restore("2026-11-29 23:59:59+00")["result"])
        for option in ("--type=time", "--target=2026-11-29 23:59:59+00", "--target-action=promote"):
            self.assertIn(option, self.fake.calls[-1])
        self.assertIn("set gx:postgres.backup.restoreFrom to latest", self.output.getvalue())

    def test_a_moment_of_a_timeline_that_was_given_up_is_restored(self) -> None:
        self.fake.answers("repo-ls", archived(segment(2), segment(3)))
        self.assertEqual("done", self.restore("2026-11-29 23:59:59+00", timeline=1)["result"])
        for option in ("--target=2026-11-29 23:59:59+00", "--set=F1", "--target-timeline=1"):
            self.assertIn(option, self.fake.calls[-1])

    def test_what_is_no_timeline_is_refused(self) -> None:
        self.assertRegex(str(self.restore(timeline=0)["error"]), "^timeline: 0 is not valid. Give a whole number from 1")

    def test_one_that_fails_leaves_no_files_and_says_why(self) -> None:
        (self.fake.folder / "restore").unlink()
        self.fake.answers("restore", FAILED, code=49, files=("base", "global"))
        self.assertRegex(str(self.restore()["error"]), "unable to connect .* Is the object store up")
        self.assertEqual([], self.left())

    def test_data_is_never_restored_over(self) -> None:
        (self.data / "base").mkdir(parents=True)
        self.assert_refused("latest", "isn't empty, and nothing is restored over data")
        self.assertEqual(["base"], self.left())

    def test_without_a_backup_nothing_is_begun(self) -> None:
        (self.fake.folder / "info").unlink()
        self.fake.answers("info", unreadable(1, "missing stanza path"))
        self.assert_refused("latest", "the repository has no backup of stanza postgres")

    def test_moments_that_cannot_be_restored_are_refused(self) -> None:
        tomorrow = f"{datetime.now(timezone.utc) + timedelta(days=1):%Y-%m-%d %H:%M:%S+00}"
        for moment in ("1970-01-01 00:00:03+00", tomorrow):
            with self.subTest(moment):
                self.assert_refused(
                    moment, "can't be restored, only what is after 1970-01-01 00:00:03.00, when the oldest"
                )

    def test_what_is_no_moment_is_refused(self) -> None:
        for moment in ("yesterday", "2026-11-29 23:59:59", "2026-11-29T23:59:59+00", "2026-11-29 23:59:59+02"):
            with self.subTest(moment):
                self.assert_refused(moment, "^from: '.*' is not valid. Give latest, or a moment in UTC")

    def test_an_unfinished_one_is_forgotten_with_what_patroni_set_aside(self) -> None:
        with self.assertRaisesRegex(Refusal, "isn't there, .* Nothing is removed"):
            require_mark(self.data)
        self.restore()
        require_mark(self.data)
        (self.volume / "pgdata.failed/base").mkdir(parents=True)
        (self.volume / "other").mkdir()
        remove_unfinished(self.data)
        self.assertEqual(["other", MARK, "restore.json"], sorted(path.name for path in self.volume.iterdir()))
        remove_unfinished(self.data)
        remove_mark(self.data)
        self.assertFalse((self.volume / MARK).exists())


if __name__ == "__main__":
    unittest.main()
