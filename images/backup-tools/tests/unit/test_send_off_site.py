"""Copies off-site: what goes there, what stays there whatever becomes of the bucket, and what is removed."""

import json
import shutil
import unittest
from unittest import mock

from far_pod import contents
from off_site_pod import SOURCES, OffSiteCase
from pod import ago, lay_backup, lay_object, stamp

REDIS, OBJECTS = SOURCES
OLD = tuple(ago(days=days) for days in (45, 44, 43, 42, 41))


class SendTest(OffSiteCase):
    def test_copies_everything_as_it_is_and_the_newest_first(self) -> None:
        outcome = self.send()
        del outcome["seconds"]
        newest = {name: self.stamps_kept[1] for name in SOURCES}
        self.assertEqual({"result": "done", "copied": 4, "removed": 0, "newest": newest}, outcome)
        for name in SOURCES:
            self.assert_same(name)
        place, (older, newest_stamp) = f"store:dumps/{REDIS}", self.stamps_kept
        names = ("dump.rdb.age", "manifest.json")
        order = [f"{place}/{one}/{name}" for one in (newest_stamp, older) for name in names]
        self.assertEqual(order, self._uploads()[:4])
        self.assertEqual([], list(self.dump.iterdir()))

    def test_reads_the_bucket_and_calls_nothing_there_that_changes_it(self) -> None:
        self.send()
        self.assertEqual({"lsjson", "copy", "copyto"}, {words[0] for words in self.tools.calls})
        targets = [words[3] for words in self.tools.calls if words[0] == "copyto"]
        self.assertEqual([str(self.dump / "dump.rdb.age")] * 4, targets)

    def test_a_second_run_copies_nothing_and_reads_the_newest_of_each_back(self) -> None:
        self.send()
        self.far_tools.calls.clear()
        self.assertEqual(0, self.send()["copied"])
        self.assertEqual([], self._uploads())
        read = [_places(words)[0] for words in self.far_tools.calls if words[0] == "cat"]
        self.assertEqual([f"store:dumps/{name}/{self.stamps_kept[1]}/dump.rdb.age" for name in SOURCES], read)

    def test_what_lost_its_manifest_or_was_cut_off_is_copied_again(self) -> None:
        self.send()
        (self.far[REDIS] / self.stamps_kept[0] / "manifest.json").unlink()
        (self.far[OBJECTS] / self.stamps_kept[0] / "dump.rdb.age").write_bytes(b"part")
        self.assertEqual(2, self.send()["copied"])
        self.assert_same(REDIS)
        self.assert_same(OBJECTS)

    def test_a_newest_that_is_spoilt_off_site_is_copied_again(self) -> None:
        self.send()
        file = self.far[REDIS] / self.stamps_kept[1] / "dump.rdb.age"
        file.write_bytes(file.read_bytes()[:-1] + b"?")
        self.assertEqual(1, self.send()["copied"])
        self.assert_same(REDIS)
        self.assertIn(f"off-site {REDIS}/{self.stamps_kept[1]}/dump.rdb.age is spoilt", self.output)

    def test_a_newest_that_cannot_be_read_off_site_is_copied_again(self) -> None:
        self.send()
        self.far_fault("fail", "cat", f"{REDIS}/", times=1)
        self.assertEqual(1, self.send()["copied"])

    def _uploads(self) -> list[str]:
        """Where each went."""
        return [place for words in self.far_tools.calls if words[0] == "copyto" for place in _places(words)]


class RetentionTest(OffSiteCase):
    def test_removes_what_is_old_but_never_the_newest_four(self) -> None:
        for moment in OLD:
            lay_backup(self.far[REDIS], moment)
        shutil.rmtree(self.buckets[REDIS] / self.stamps_kept[0])
        outcome = self.send()
        self.assertEqual(2, outcome["removed"])
        kept = {path.split("/")[0] for path in contents(self.far[REDIS])}
        self.assertEqual({*(stamp(moment) for moment in OLD[2:]), self.stamps_kept[1]}, kept)

    def test_does_not_copy_what_it_would_remove_at_once(self) -> None:
        for moment in (*OLD, *(ago(days=days) for days in (1, 2))):
            lay_backup(self.buckets[REDIS], moment)
        outcome = self.send()
        self.assertEqual((6, 0), (outcome["copied"], outcome["removed"]))
        self.assertEqual(0, self.send()["copied"])

    def test_removes_uploads_that_nobody_finished_when_a_backup_would_go(self) -> None:
        old = lay_object(self.far[REDIS] / "20260101T000000Z/dump.rdb.age", ago(days=31), b"part")
        young = lay_object(self.far[REDIS] / "20260102T000000Z/dump.rdb.age", ago(days=29), b"part")
        self.assertEqual(1, self.send()["removed"])
        self.assertEqual((False, True), (old.exists(), young.exists()))


class FaultTest(OffSiteCase):
    """After each fault all that was off-site is there still, though some of it was due to go."""

    def setUp(self) -> None:
        super().setUp()
        for name in SOURCES:
            for moment in OLD:
                lay_backup(self.far[name], moment)
        self.before = {name: contents(self.far[name]) for name in SOURCES}

    def assert_failed(self, *patterns: str) -> None:
        bucket = {name: contents(folder) for name, folder in self.buckets.items() if folder.exists()}
        outcome = self.send()
        self.assertEqual("failed", outcome["result"])
        for pattern in patterns:
            self.assertRegex(outcome["error"], pattern)
        for name in SOURCES:
            now = contents(self.far[name])
            self.assertEqual(self.before[name], {path: now.get(path) for path in self.before[name]})
        self.assertEqual(bucket, {name: contents(folder) for name, folder in self.buckets.items() if folder.exists()})
        self.assertEqual([], list(self.dump.iterdir()))

    def assert_sent(self, source: str) -> None:
        for one in self.stamps_kept:
            self.assertTrue((self.far[source] / one / "manifest.json").exists())

    def test_a_source_that_has_nothing_in_the_bucket_is_named_and_the_others_are_copied(self) -> None:
        shutil.rmtree(self.buckets[REDIS])
        told = "2 backups were copied, and nothing off-site was removed"
        self.assert_failed(f"^store:dumps/{REDIS} has no backup", told)
        self.assert_sent(OBJECTS)

    def test_nor_are_objects_without_manifests_backups(self) -> None:
        for one in self.stamps_kept:
            (self.buckets[REDIS] / one / "manifest.json").unlink()
        self.assert_failed(f"^store:dumps/{REDIS} has no backup")

    def test_a_destination_that_does_not_answer(self) -> None:
        self.enterContext(mock.patch("gx_dumps.first_answer.FIRST_ANSWER_SECONDS", 0.0))
        self.far_fault("fail")
        self.assert_failed(f"^list store:dumps/{REDIS}: .* Look at the destination off-site, .* Secret backup-off-site")
        self.far_fault("", times=0)
        self.assertEqual(4, self.send()["copied"])

    def test_a_bucket_that_does_not_answer(self) -> None:
        self.enterContext(mock.patch("gx_dumps.first_answer.FIRST_ANSWER_SECONDS", 0.0))
        self.fault("fail")
        self.assert_failed(f"^list store:dumps/{REDIS}: .* Look at the object store")

    def test_a_destination_that_is_full(self) -> None:
        self.far_fault("fail", "copyto")
        self.assert_failed(f"upload {self.stamps_kept[1]}/dump.rdb.age: rclone failed", "0 backups were copied")
        self.far_fault("", times=0)
        self.assertEqual(4, self.send()["copied"])

    def test_an_upload_of_one_source_that_fails_leaves_the_other(self) -> None:
        self.far_fault("fail", "copyto", f"{REDIS}/")
        self.assert_failed("rclone failed")
        self.assert_sent(OBJECTS)

    def test_a_copy_that_reads_back_differently(self) -> None:
        self.far_fault("damage", "copyto", "dump.rdb.age", times=1)
        self.assert_failed("reads back as .* Look at the disk of the destination off-site")
        self.assertNotIn(f"{self.stamps_kept[1]}/manifest.json", contents(self.far[REDIS]))
        self.assertIn(f"{self.stamps_kept[0]}/manifest.json", contents(self.far[REDIS]))

    def test_a_backup_that_is_spoilt_in_the_bucket_is_not_copied_and_the_others_are(self) -> None:
        file = self.buckets[REDIS] / self.stamps_kept[1] / "dump.rdb.age"
        file.write_bytes(file.read_bytes()[:-1] + b"?")
        self.assert_failed(f"^{REDIS}/{self.stamps_kept[1]}/dump.rdb.age is of .* it was changed or damaged")
        self.assertNotIn(f"{self.stamps_kept[1]}/dump.rdb.age", contents(self.far[REDIS]))
        self.assertIn(f"{self.stamps_kept[0]}/manifest.json", contents(self.far[REDIS]))
        self.assert_sent(OBJECTS)

    def test_nor_is_one_whose_object_is_gone(self) -> None:
        (self.buckets[REDIS] / self.stamps_kept[1] / "dump.rdb.age").unlink()
        self.fault("nothing", "copyto", self.stamps_kept[1], REDIS)
        self.assert_failed(f"^{REDIS}/{self.stamps_kept[1]}/dump.rdb.age is of 0 bytes")

    def test_a_backup_that_was_replaced_in_the_bucket_stays_off_site_as_it_was(self) -> None:
        self.assertEqual("done", self.send()["result"])
        self.before = {name: contents(self.far[name]) for name in SOURCES}
        file = self.buckets[REDIS] / self.stamps_kept[1] / "manifest.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), "sha256": "0" * 64}))
        backup = f"{REDIS}/{self.stamps_kept[1]}"
        self.assert_failed(f"^{backup} is another backup in the bucket than off-site, where it stays")

    def test_a_manifest_that_cannot_be_read_in_the_bucket(self) -> None:
        (self.buckets[REDIS] / self.stamps_kept[1] / "manifest.json").write_bytes(b"{")
        self.assert_failed(f"^{REDIS}/{self.stamps_kept[1]}/manifest.json can't be read in the bucket: not JSON")

    def test_a_manifest_that_cannot_be_read_off_site_is_not_written_over(self) -> None:
        self.send()
        file = self.far[REDIS] / self.stamps_kept[1] / "manifest.json"
        file.write_bytes(b"{")
        self.before = {name: contents(self.far[name]) for name in SOURCES}
        self.assert_failed(f"^off-site {REDIS}/{self.stamps_kept[1]}/manifest.json can't be read")

    def test_manifests_that_are_not_given_off_site(self) -> None:
        self.far_fault("fail", "copy ", f"{REDIS} ")
        self.assert_failed(f"off-site {REDIS}/{stamp(OLD[0])}/manifest.json can't be read")
        self.assertIn("the destination off-site didn't give it", self.output)
        self.assert_sent(OBJECTS)

    def test_what_is_cut_off_there_and_gone_here(self) -> None:
        file = self.far[REDIS] / stamp(OLD[4]) / "dump.rdb.age"
        file.write_bytes(b"part")
        self.before = {name: contents(self.far[name]) for name in SOURCES}
        path = f"{REDIS}/{stamp(OLD[4])}/dump.rdb.age"
        self.assert_failed(f"^off-site {path} is of 4 bytes, not of .* Remove its folder there")

    def test_at_its_deadline(self) -> None:
        self.declare_off_site(timeoutSeconds=1)
        self.far_fault("hang", "copyto")
        self.assert_failed("^timeoutSeconds: 1 s passed", "nothing off-site was removed")

    def test_without_its_secret(self) -> None:
        (self.folder / "off-site/bucket").unlink()
        self.assert_failed("bucket: No such file or directory. Mount the Secret backup-off-site")


class SettingsTest(OffSiteCase):
    def test_refuses_what_is_no_list_of_sources(self) -> None:
        for sources in ([], "redis-dump", [7], ["Redis"], ["../x"], None):
            self.declare_off_site(sources=sources)
            self.assertRegex(self.send()["error"], r"^sources(\[0\])?: .* is not valid")

    def test_refuses_a_source_that_is_named_twice(self) -> None:
        self.declare_off_site(sources=[REDIS, REDIS])
        self.assertRegex(self.send()["error"], "^sources: .* is not valid. Name each once")

    def test_refuses_what_it_does_not_know(self) -> None:
        self.declare_off_site(schedule="daily")
        self.assertEqual("schedule: not known. Remove it or correct its name.", self.send()["error"])


def _places(words: list[str]) -> list[str]:
    return [word for word in words if word.startswith("store:")]


if __name__ == "__main__":
    unittest.main()
