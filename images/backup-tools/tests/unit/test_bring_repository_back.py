"""Bringing the repository back from off-site: all of it, as it was, and never over what a database archives."""

import contextlib
import io
import shutil
import unittest

from far_pod import contents
from pod import ago, stamp
from repository_pod import (
    ARCHIVE_INFO,
    BACKUP,
    BACKUP_INFO,
    DIFFERENTIAL,
    FULL,
    INFOS,
    LOG,
    ONCE,
    RepositoryCase,
    backup,
)


class BringRepositoryBackTest(RepositoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.older = stamp(ago(days=2))
        shutil.move(self.far / "catalogs" / self.sent(), self.far / "catalogs" / self.older)
        self.infos_before = {path: (self.bucket / path).read_bytes() for path in INFOS}
        self.lay_infos("as of the second look")
        self.newest = self.sent()
        self.before = contents(self.bucket)
        self.far_before = contents(self.far)
        self.lose_bucket()

    def tearDown(self) -> None:
        super().tearDown()
        self.assertEqual(self.far_before, contents(self.far))

    def lay_there(self, path: str, content: bytes) -> None:
        self.lay(path, ago(hours=1), content)

    def assert_nothing_brought(self, *patterns: str) -> None:
        before = contents(self.bucket)
        self.assert_refused(self.bring_back(), *patterns)
        self.assertEqual(before, contents(self.bucket))

    def test_brings_all_back_as_it_was(self) -> None:
        size = sum(len(path) for path in ONCE)
        outcome = self.bring_back()
        backups = [FULL, DIFFERENTIAL]
        self.assert_done(outcome, catalog=self.newest, copied=len(ONCE), bytes=size, backups=backups)
        self.assertEqual(self.before, contents(self.bucket))

    def test_brings_back_by_an_older_catalog(self) -> None:
        self.assert_done(self.bring_back("--catalog", self.older), catalog=self.older, copied=len(ONCE))
        self.assertEqual({**self.before, **self.infos_before}, contents(self.bucket))

    def test_puts_the_info_files_last_and_backup_info_last_of_them(self) -> None:
        self.bring_back()
        changes = [_target(words) for words in self.tools.calls if words[0] in ("copy", "copyto")]
        order = [f"{info}{suffix}" for info in (ARCHIVE_INFO, BACKUP_INFO) for suffix in (".copy", "")]
        self.assertEqual([f"store:postgres-backup/postgres/{path}" for path in order], changes[-4:])
        self.assertFalse(any(".info" in place for place in changes[:-4]))

    def test_leaves_what_is_half_off_site(self) -> None:
        half = [path for path in backup("20261130-030000F") if not path.endswith("backup.manifest")]
        self.lay_far(half, ago(days=1))
        self.lay_far([f"catalogs/{stamp(ago(days=-1))}/archive.info"], ago(days=1))
        self.far_before = contents(self.far)
        self.assert_done(self.bring_back(), catalog=self.newest)
        self.assertEqual(self.before, contents(self.bucket))

    def test_refuses_where_a_database_archives(self) -> None:
        for path in INFOS:
            self.lay_there(path, b"of another database")
            self.assert_nothing_brought(
                f"{path} is there: a database has begun to archive there.*empty that folder, or give"
            )
            (self.bucket / path).unlink()

    def test_refuses_where_all_was_brought_back(self) -> None:
        self.bring_back()
        self.assert_nothing_brought(f"{BACKUP_INFO} is there")

    def test_goes_on_after_an_interruption(self) -> None:
        done: list[str] = []

        def before(command: str) -> None:
            done.append(command)
            if done.count("check") == 2:
                self.fault("fail", "copy ")

        self.tools.before = before
        self.assert_refused(
            self.bring_back(),
            r"^upload .*: rclone failed .* Secret backup-repository-reader \(or, to bring it back, backup-repository\)",
        )
        copied = len(contents(self.bucket))
        self.assertTrue(0 < copied < len(ONCE))
        self.assertTrue(set(contents(self.bucket)).isdisjoint(INFOS))
        self.tools.before = lambda _command: None
        self.fault("", times=0)
        self.assert_done(self.bring_back(), copied=len(ONCE) - copied)
        self.assertEqual(self.before, contents(self.bucket))

    def test_goes_on_after_an_interruption_between_the_info_files(self) -> None:
        for name in ("archive.info.copy", "archive.info", "backup.info.copy", "backup.info"):
            self.fault("fail", "copyto", name)
            self.assert_refused(self.bring_back(), f"^upload .*{name}")
        self.fault("", times=0)
        self.assert_done(self.bring_back(), copied=0)
        self.assertEqual(self.before, contents(self.bucket))

    def test_refuses_over_an_object_of_another_size(self) -> None:
        self.lay_there(LOG[0], b"other")
        told = f"{LOG[0]} of 5 bytes, off-site of {len(LOG[0])}. Remove them in the bucket"
        self.assert_nothing_brought(told)

    def test_what_reads_back_differently_is_removed_and_no_info_file_put(self) -> None:
        self.fault("damage", "copy ", times=1)
        self.assert_refused(self.bring_back(), f"give {LOG[0]} back as it was uploaded", "is removed again")
        self.assertEqual({}, contents(self.bucket))

    def test_a_bucket_that_loses_what_it_was_given(self) -> None:
        def before(command: str) -> None:
            if command == "lsjson":
                (self.bucket / LOG[0]).unlink(missing_ok=True)

        self.tools.before = before
        self.assert_refused(self.bring_back(), f"lacks {LOG[0]}")
        self.assertTrue(set(contents(self.bucket)).isdisjoint(INFOS))

    def test_refuses_catalogs_that_there_are_not(self) -> None:
        self.lay_far([f"catalogs/{stamp(ago(days=9))}/backup.info"], ago(days=9))
        self.far_before = contents(self.far)
        for one in ("20260101T000000Z", "x", "", stamp(ago(days=9))):
            pattern = f"^STAMP: '{one}' is no complete catalog off-site. Choose one of those that --list prints"
            self.assert_refused(self.bring_back("--catalog", one), pattern)
        self.assertEqual({}, contents(self.bucket) if self.bucket.exists() else {})

    def test_refuses_where_nothing_was_sent_to_its_end(self) -> None:
        shutil.rmtree(self.far / "catalogs")
        self.far_before = contents(self.far)
        self.assert_refused(self.bring_back(), "^store:copies/postgres has no complete catalog")

    def test_prints_what_there_is(self) -> None:
        (self.far / BACKUP / DIFFERENTIAL / "backup.manifest").unlink()
        self.lay_far([f"catalogs/{stamp(ago(days=9))}/backup.info"], ago(days=9))
        self.far_before = contents(self.far)
        # The bucket needn't be there.
        self.fault("fail")
        self.assert_done(self.bring_back("--list"), catalogs=2, backups=[FULL])
        self.assertEqual(["CATALOG", self.older, self.newest, "BACKUP", FULL], self.output.splitlines()[-6:-1])

    def test_refuses_half_a_command(self) -> None:
        for words in (["--list", "--catalog", self.newest], [self.newest], ["--catalog"]):
            with contextlib.redirect_stderr(io.StringIO()) as errors, self.assertRaises(SystemExit):
                self.bring_back(*words)
            self.assertIn("usage: bring-repository-back [-h] [--list | --catalog STAMP]", errors.getvalue())


def _target(words: list[str]) -> str:
    at = words.index("--files-from-raw") + 3 if "--files-from-raw" in words else 3
    return words[at]


if __name__ == "__main__":
    unittest.main()
