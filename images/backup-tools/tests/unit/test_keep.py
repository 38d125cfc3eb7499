"""Keeping dumps: what goes up, what is removed, and that nothing is removed whatever fails."""

import hashlib
import json
import os
import threading
import time
import unittest
from datetime import datetime, timedelta, tzinfo
from typing import Any
from unittest import mock

from pod import NOW, OLD, RECIPIENT, PodCase, ago, stamp


def _clock(off: timedelta) -> type[datetime]:
    """A clock that is wrong by so much."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + off

    return Clock


class KeepTest(PodCase):
    def test_a_dump_goes_up_encrypted_with_its_manifest(self) -> None:
        outcome = self.keep()
        self.assertEqual([f"{stamp(NOW)}/dump.rdb.age", f"{stamp(NOW)}/manifest.json"], self.stored)
        encrypted = (self.bucket / stamp(NOW) / "dump.rdb.age").read_bytes()
        dump = (self.dump / "dump.rdb").read_bytes()
        facts = json.loads((self.dump / "facts.json").read_text())
        manifest = {
            "source": "redis-dump",
            "takenAt": facts["takenAt"],
            "file": "dump.rdb",
            "bytes": len(dump),
            "sha256": hashlib.sha256(dump).hexdigest(),
            "encryptedBytes": len(encrypted),
            "encryptedSha256": hashlib.sha256(encrypted).hexdigest(),
            "recipient": RECIPIENT,
            "facts": facts,
        }
        self.assertEqual(manifest, json.loads((self.bucket / stamp(NOW) / "manifest.json").read_text()))
        del outcome["seconds"]
        told = {"backup": f"redis-dump/{stamp(NOW)}", "bytes": len(dump), "encryptedBytes": len(encrypted)}
        counts = {"backups": 1, "removed": 0, "removedUnfinished": 0}
        self.assertEqual({"result": "done", **told, **counts}, outcome)

    def test_object_before_manifest_and_each_read_back_at_once(self) -> None:
        self.keep()
        calls = self.tools.calls
        order = [(words[0], [word for word in words if word.endswith((".age", ".json"))][-1:]) for words in calls]
        place = f"store:dumps/redis-dump/{stamp(NOW)}"
        object_, manifest = [f"{place}/dump.rdb.age"], [f"{place}/manifest.json"]
        listing: tuple[str, list[str]] = ("lsjson", [])
        expected = [("copyto", object_), ("cat", object_), listing, ("copyto", manifest), ("cat", manifest)]
        self.assertEqual(expected, order[1:6])

    def test_every_call_is_bounded_and_uses_the_mounted_configuration(self) -> None:
        (self.folder / "rclone/ca.crt").write_text("an authority")
        self.keep()
        for words in self.tools.calls:
            self.assertIn(str(self.folder / "rclone/rclone.conf"), words)
            self.assertIn(str(self.folder / "rclone/ca.crt"), words)
            for option in ("--s3-no-check-bucket", "--retries", "--low-level-retries", "--contimeout"):
                self.assertIn(option, words)

    def test_a_dry_run_tells_and_changes_nothing(self) -> None:
        self.kept(*OLD)
        self.lay("20260101T000000Z/dump.rdb.age", ago(days=8))
        before = self.stored
        outcome = self.keep("--dry-run")
        self.assertEqual(before, self.stored)
        self.assertEqual((True, 2, 1), (outcome["dryRun"], outcome["removed"], outcome["removedUnfinished"]))
        self.assertIn(f"would upload redis-dump/{stamp(NOW)}/dump.rdb.age", self.output)
        self.assertIn(f"would remove redis-dump/{stamp(OLD[0])}, which is older than 7 days", self.output)
        self.assertIn("would remove redis-dump/20260101T000000Z/dump.rdb.age", self.output)
        self.assertEqual({"lsjson", "copy"}, {words[0] for words in self.tools.calls[-2:]})


class RetentionTest(PodCase):
    def test_the_newest_four_stay_whatever_their_age(self) -> None:
        stamps = self.kept(*OLD)
        self.assertEqual(stamps, self.stamps[:5])
        outcome = self.keep()
        self.assertEqual([*stamps[2:], stamp(NOW)], self.stamps)
        self.assertEqual((4, 2), (outcome["backups"], outcome["removed"]))
        self.assertEqual(8, len(self.stored))

    def test_the_newest_four_with_something_in_them_stay_behind_empty_ones(self) -> None:
        filled = self.kept(*OLD)
        empty = self.kept(*(ago(days=days) for days in (7.6, 7.5, 7.4, 7.3, 7.2)), keys=0)
        outcome = self.keep()
        # With the new one four are filled; of the empty ones only those stay that are among the newest four of all.
        self.assertEqual([*filled[2:], *empty[2:], stamp(NOW)], self.stamps)
        self.assertEqual(4, outcome["removed"])

    def test_so_they_do_behind_dumps_of_a_database_without_rows(self) -> None:
        filled = self.kept(*OLD, tables={"public.users": 3})
        self.kept(*(ago(days=days) for days in (7.4, 7.3, 7.2)), tables={"public.users": 0})
        self.keep()
        self.assertEqual(filled[2:], self.stamps[:3])

    def test_the_young_stay_however_many(self) -> None:
        moments = [ago(hours=hours) for hours in (30, 24, 18, 12, 6)]
        stamps = self.kept(*moments)
        self.keep()
        self.assertEqual([*stamps, stamp(NOW)], self.stamps)

    def test_unfinished_uploads_go_when_a_backup_would(self) -> None:
        self.lay("20260101T000000Z/dump.rdb.age", ago(days=7, hours=1))
        young = self.lay("20260101T060000Z/dump.rdb.age", ago(days=6, hours=23))
        foreign = self.lay("notes/of-somebody.txt", ago(days=99))
        alone = self.lay("20260101T120000Z", ago(days=99))
        self.assertEqual(1, self.keep()["removedUnfinished"])
        self.assertTrue(young.exists() and foreign.exists() and alone.exists())
        self.assertNotIn("20260101T000000Z/dump.rdb.age", self.stored)

    def test_a_manifest_that_cannot_be_read_is_told_and_stays_with_its_object(self) -> None:
        manifest = self.lay("20260101T000000Z/manifest.json", ago(days=99), b'{"source": ')
        backup = self.lay("20260101T000000Z/dump.rdb.age", ago(days=99))
        [other] = self.kept(ago(hours=1))
        self.lay("20260102T000000Z/manifest.json", ago(days=99), (self.bucket / other / "manifest.json").read_bytes())
        outcome = self.keep()
        self.assertEqual(["20260101T000000Z", "20260102T000000Z"], outcome["unreadable"])
        self.assertIn("redis-dump/20260101T000000Z/manifest.json can't be read: not JSON", self.output)
        self.assertIn(f"it is of redis-dump/{other}, not of redis-dump/20260102T000000Z", self.output)
        self.assertTrue(manifest.exists() and backup.exists())


class FaultTest(PodCase):
    """After each fault all that was kept is still there, though two of it were due to go."""

    def setUp(self) -> None:
        super().setUp()
        self.before = self.kept(*OLD)

    def assert_failed(self, pattern: str, *, new: list[str] | None = None) -> None:
        objects = {path: (self.bucket / path).read_bytes() for path in self.stored}
        outcome = self.keep()
        self.assertEqual("failed", outcome["result"])
        self.assertRegex(outcome["error"], pattern)
        self.assertEqual(objects, {path: (self.bucket / path).read_bytes() for path in objects})
        self.assertEqual(new or [], [path for path in self.stored if path not in objects])

    def test_without_a_dump(self) -> None:
        (self.dump / "dump.rdb").rename(self.dump / "dump.rdb.part")
        self.assert_failed(r"dump\.rdb: No such file or directory\. The container dump lays it there")

    def test_with_too_small_a_dump(self) -> None:
        self.lay_dump(NOW, b"x" * 87)
        self.assert_failed(r"^leastBytes: .*dump\.rdb is of 87 bytes, less than 88")

    def test_without_facts(self) -> None:
        (self.dump / "facts.json").unlink()
        self.assert_failed(r"facts\.json: No such file or directory")

    def test_with_facts_that_do_not_tell_the_moment(self) -> None:
        (self.dump / "facts.json").write_text('{"takenAt": "2026-11-30T12:00:00+01:00"}')
        self.assert_failed(r"^takenAt: '2026-11-30T12:00:00\+01:00' is not valid\. Give a moment in UTC")

    def test_with_a_moment_to_come(self) -> None:
        self.lay_dump(ago(hours=-1))
        self.assert_failed(r"^takenAt: .* is ahead of this node's clock")

    def test_with_a_clock_that_is_a_day_off(self) -> None:
        for off in (timedelta(days=1), timedelta(days=-1)):
            with self.subTest(off=off), mock.patch("gx_dumps.keep.datetime", _clock(off)):
                self.lay_dump(NOW + off)
                pattern = r"^this node's clock says .* the object store had what came just now at .* is wrong"
                self.assert_failed(pattern, new=[f"{stamp(NOW + off)}/dump.rdb.age"])

    def test_with_a_moment_that_its_source_says_was_before_this_job(self) -> None:
        # Two steps of a minute each, and five minutes that clocks may differ.
        self.lay_dump(ago(minutes=8))
        self.assert_failed(r"^takenAt: .* is longer ago by this node's clock, .*: one of both clocks is wrong")

    def test_without_an_answer_at_first(self) -> None:
        self.fault("fail", "lsjson", times=2)
        self.assertEqual("done", self.keep()["result"])
        self.assertIn("doesn't answer yet: list store:dumps/redis-dump: rclone failed with status 1", self.output)

    def test_without_an_answer(self) -> None:
        self.enterContext(mock.patch("gx_dumps.first_answer.FIRST_ANSWER_SECONDS", 0.0))
        self.fault("fail", "lsjson")
        self.assert_failed(r"status 1: ERROR : dial tcp: i/o timeout\. Look at the object store")

    def test_when_the_upload_fails(self) -> None:
        self.fault("fail", "copyto", "dump.rdb.age")
        self.assert_failed("upload .*dump.rdb.age: rclone failed")

    def test_when_the_object_reads_back_differently_it_gets_no_manifest(self) -> None:
        self.fault("damage", "copyto", "dump.rdb.age")
        self.assert_failed("reads back as .* It was removed again")

    def test_when_reading_back_fails(self) -> None:
        self.fault("fail", "cat", "dump.rdb.age")
        self.assert_failed("read .*dump.rdb.age back: rclone failed", new=[f"{stamp(NOW)}/dump.rdb.age"])

    def test_when_the_upload_of_the_manifest_fails(self) -> None:
        self.fault("fail", "copyto", "manifest.json")
        self.assert_failed("upload .*manifest.json: rclone failed", new=[f"{stamp(NOW)}/dump.rdb.age"])

    def test_when_an_older_object_is_missing(self) -> None:
        (self.bucket / self.before[1] / "dump.rdb.age").unlink()
        new = [f"{stamp(NOW)}/{name}" for name in ("dump.rdb.age", "manifest.json")]
        self.assert_failed(f"^redis-dump/{self.before[1]}/dump.rdb.age isn't there", new=new)

    def test_when_an_older_object_has_another_size(self) -> None:
        self.lay(f"{self.before[3]}/dump.rdb.age", OLD[3])
        new = [f"{stamp(NOW)}/{name}" for name in ("dump.rdb.age", "manifest.json")]
        self.assert_failed(f"^redis-dump/{self.before[3]}/dump.rdb.age is of 4 bytes, not of", new=new)

    def test_when_an_older_object_is_missing_a_dry_run_tells_it_too(self) -> None:
        (self.bucket / self.before[1] / "dump.rdb.age").unlink()
        self.assertIn(f"{self.before[1]}/dump.rdb.age isn't there", self.keep("--dry-run")["error"])

    def test_at_its_deadline(self) -> None:
        self.declare(timeoutSeconds=1)
        self.fault("hang", "copyto")
        self.assert_failed("^timeoutSeconds: 1 s passed before the end of this: ")

    def test_told_to_end_in_the_midst_of_the_upload(self) -> None:
        self.fault("hang", "copyto")
        calls = len(self.tools.calls)

        def end() -> None:
            while not any(words[0] == "copyto" for words in self.tools.calls[calls:]):
                time.sleep(0.01)
            os.kill(os.getpid(), 15)

        ender = threading.Thread(target=end)
        ender.start()
        self.assert_failed("the pod was told to end")
        ender.join()

    def test_after_a_removal_that_was_interrupted_the_rest_goes_next_time(self) -> None:
        self.fault("fail", "deletefile", "dump.rdb.age")
        self.assertEqual("failed", self.keep()["result"])
        self.assertIn(f"{self.before[0]}/dump.rdb.age", self.stored)
        self.assertNotIn(self.before[0], self.stamps)
        self.fault("", times=0)
        self.lay_dump(ago(seconds=-1))
        outcome = self.keep()
        self.assertEqual(("done", 2, 1), (outcome["result"], outcome["removed"], outcome["removedUnfinished"]))
        self.assertNotIn(f"{self.before[0]}/dump.rdb.age", self.stored)


if __name__ == "__main__":
    unittest.main()
