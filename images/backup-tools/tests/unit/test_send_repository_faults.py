"""Copies of the repository off-site when something goes wrong: no catalog then, nothing is removed, the next run goes on."""

import unittest
from unittest import mock

from far_pod import contents
from pod import ago
from repository_pod import ARCHIVE_INFO, BACKUP, BACKUP_INFO, DIFFERENTIAL, FULL, LOG, ONCE, RepositoryCase

OLD = tuple(path.replace("15-1", "14-1") for path in LOG)


class FaultTest(RepositoryCase):
    """After each fault the bucket is as it was, and what was due to go off-site is there still."""

    def setUp(self) -> None:
        super().setUp()
        self.lay_far(OLD, ago(days=30))
        self.lay_missing(OLD, ago(days=15))

    def assert_failed(self, *patterns: str, batch_bytes: int = 1000) -> None:
        bucket, catalogs = contents(self.bucket), self.catalogs
        self.assert_refused(self.send(batch_bytes), *patterns)
        self.assertEqual((bucket, catalogs), (contents(self.bucket), self.catalogs))
        self.assertEqual({path: path.encode() for path in OLD}, {path: self.copies.get(path) for path in OLD})

    def test_a_bucket_that_was_emptied_changes_nothing_off_site(self) -> None:
        self.lay_far(ONCE, ago(days=30))
        before = contents(self.far)
        self.lay("left/over", ago(days=1))
        for path in contents(self.bucket):
            (self.bucket / path).unlink()
        self.assert_failed("^store:postgres-backup/postgres has no backup: .* What is off-site stays as it is")
        self.assertEqual(before, contents(self.far))

    def test_nor_does_one_without_an_info_file(self) -> None:
        for info in (ARCHIVE_INFO, BACKUP_INFO):
            content = (self.bucket / info).read_bytes()
            (self.bucket / info).unlink()
            self.assert_failed(f"has no backup: {info} isn't there")
            self.lay(info, ago(hours=1), b"")
            self.assert_failed(f"has no backup: {info} isn't there, or is empty")
            self.lay(info, ago(hours=1), content)
        self.assert_copied(OLD)

    def test_nor_does_one_whose_backups_are_incomplete(self) -> None:
        for label in (FULL, DIFFERENTIAL):
            (self.bucket / BACKUP / label / "backup.manifest").unlink()
        self.assert_failed("has no backup: none is complete")
        self.assert_copied(OLD)

    def test_nor_one_that_is_emptied_while_it_is_looked_at(self) -> None:
        def before(command: str) -> None:
            if command == "cat":
                for label in (FULL, DIFFERENTIAL):
                    (self.bucket / BACKUP / label / "backup.manifest").unlink(missing_ok=True)

        self.tools.before = before
        self.assert_refused(self.send(), "has no backup: none is complete")
        self.assert_copied(OLD)

    def test_an_object_of_another_size_is_named_and_all_else_is_copied(self) -> None:
        self.lay_far(LOG[:1], ago(days=1))
        (self.far / LOG[0]).write_bytes(b"other")
        told = f"{LOG[0]} of {len(LOG[0])} bytes, there of 5: one was changed after it was copied. Find out which, and remove"
        self.assert_failed(told, f"{len(ONCE) - 1} objects were copied, no catalog was written")
        self.assertEqual(b"other", self.copies[LOG[0]])
        self.assertEqual({*ONCE, *OLD}, set(self.copies))

    def test_an_object_that_vanishes_meanwhile(self) -> None:
        def before(command: str) -> None:
            if command == "copy":
                (self.bucket / LOG[1]).unlink(missing_ok=True)

        self.tools.before = before
        self.assert_refused(
            self.send(), f"{LOG[1]} isn't there any more: it expired meanwhile.*The next run looks anew"
        )
        self.assert_copied(OLD)
        self.sent()

    def test_an_object_that_is_changed_meanwhile(self) -> None:
        self.tools.before = lambda command: command == "copy" and (self.bucket / LOG[1]).write_bytes(b"other")
        self.assert_refused(self.send(), f"{LOG[1]} is of 5 bytes, and was listed with {len(LOG[1])}")
        self.assert_copied(OLD)

    def test_what_reads_back_differently_is_removed_and_sent_anew(self) -> None:
        self.far_fault("damage", "copy ", times=1)
        named = (
            f"doesn't give {LOG[0]} back as it was uploaded. Look whether the destination off-site answers, .* What of"
        )
        self.assert_failed(named, "is removed again, and the next run sends it anew", batch_bytes=250)
        self.assert_copied(OLD)
        self.assertEqual(len(ONCE), self.send()["copied"])
        self.assert_copied(ONCE)

    def test_what_can_be_neither_read_back_nor_removed_is_named(self) -> None:
        self.far_tools.before = lambda command: self.far_fault("fail" if command in ("check", "delete") else "")
        self.assert_failed("^read 2 objects back: rclone failed", f"remove {LOG[0]}, {LOG[1]}, where", batch_bytes=250)

    def test_a_destination_that_is_down_from_midway_on(self) -> None:
        calls: list[str] = []

        def before(command: str) -> None:
            calls.append(command)
            if calls.count("copy") == 2:
                self.far_fault("fail")

        self.far_tools.before = before
        told = "^upload .*: rclone failed .* Look at the destination off-site, .* the Secret backup-repository-off-site"
        self.assert_failed(told, batch_bytes=250)
        self.assertEqual({*LOG[:2], *OLD}, set(self.copies))
        self.far_tools.before = lambda _command: None
        self.far_fault("", times=0)
        self.assert_done(self.send(), copied=len(ONCE) - 2, removed=len(OLD))
        self.assert_copied(ONCE)

    def test_a_destination_that_loses_what_it_was_given(self) -> None:
        def before(command: str) -> None:
            if command == "lsjson":
                (self.far / LOG[0]).unlink(missing_ok=True)

        self.far_tools.before = before
        self.assert_failed(f"lacks {LOG[0]}, or has it in another size, after all was copied")

    def test_a_catalog_that_cannot_be_put(self) -> None:
        self.far_fault("fail", "copyto", "backup.info")
        self.assert_refused(self.send(), "^upload catalogs/.*/backup.info: rclone failed")
        self.assert_copied((*ONCE, *OLD))
        self.far_fault("", times=0)
        self.assert_done(self.send(), copied=0, removed=len(OLD))

    def test_ways_that_are_not_open(self) -> None:
        self.enterContext(mock.patch("gx_dumps.first_answer.FIRST_ANSWER_SECONDS", 0.0))
        self.fault("fail")
        self.assert_failed(
            "^list store:postgres-backup/postgres: .* Look at the object store, .*backup-repository-reader"
        )
        self.fault("", times=0)
        self.far_fault("fail")
        self.assert_failed(
            "^list store:copies/postgres: .* Look at the destination off-site, .*backup-repository-off-site"
        )
        self.assertEqual([], [words for words in self.tools.calls if words[0] != "lsjson"])

    def test_at_its_deadline(self) -> None:
        self.declare_repository(timeoutSeconds=1)
        self.far_fault("hang", "check")
        self.assert_failed("^timeoutSeconds: 1 s passed .* What of this batch was there is removed again")
        self.assert_copied(OLD)

    def test_without_its_secrets(self) -> None:
        (self.folder / "off-site/bucket").unlink()
        self.assert_failed("bucket: No such file or directory. Mount the Secret backup-repository-off-site at")
        (self.folder / "rclone/bucket").unlink()
        self.assert_failed("bucket: No such file or directory. Mount the Secret backup-repository-reader")


class SettingsTest(RepositoryCase):
    def assert_settings_refused(self, pattern: str, **changes: object) -> None:
        self.declare_repository(**changes)
        self.assert_refused(self.send(), pattern)
        self.assert_refused(self.bring_back("--list"), pattern)

    def test_refuses_what_is_no_name(self) -> None:
        for name in ("source", "folder", "stanza"):
            for value in ("../x", "", 7):
                self.assert_settings_refused(f"^{name}: .* is not valid", **{name: value})
            self.declare_repository()

    def test_refuses_what_it_does_not_know_and_what_lacks(self) -> None:
        self.assert_settings_refused("^schedule: not known", schedule="hourly")
        self.repository_places.settings.unlink()
        self.assert_refused(self.send(), "repository.json: .* Mount the ConfigMap backup-repository-off-site there")


if __name__ == "__main__":
    unittest.main()
