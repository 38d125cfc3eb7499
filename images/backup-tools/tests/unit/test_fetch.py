"""Fetching backups: the newest that is whole, young enough and readable, or none."""

import json
import unittest
from unittest import mock

from pod import NOW, OTHER_RECIPIENT, PodCase, ago, stamp


class FetchTest(PodCase):
    def setUp(self) -> None:
        super().setUp()
        self.older, self.newest = self.kept(ago(hours=20), ago(hours=1))
        self.facts = json.loads((self.bucket / self.newest / "manifest.json").read_text())["facts"]
        for file in self.dump.iterdir():
            file.unlink()

    def assert_refused(self, pattern: str, *words: str) -> None:
        outcome = self.fetch(*words)
        self.assertEqual("failed", outcome["result"])
        self.assertRegex(outcome["error"], pattern)
        self.assertEqual([], list(self.dump.iterdir()))

    def change_manifest(self, **changes: object) -> None:
        file = self.bucket / self.newest / "manifest.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))

    def test_lays_the_newest_and_its_facts(self) -> None:
        self.lay(f"{stamp(NOW)}/dump.rdb.age", NOW)
        outcome = self.fetch()
        told = (outcome["result"], outcome["backup"], outcome["ageHours"])
        self.assertEqual(("done", f"redis-dump/{self.newest}", 1.0), told)
        self.assertEqual(["dump.rdb", "facts.json"], sorted(one.name for one in self.dump.iterdir()))
        self.assertEqual(b"REDIS0011" * 20, (self.dump / "dump.rdb").read_bytes())
        self.assertEqual(self.facts, json.loads((self.dump / "facts.json").read_text()))

    def test_lays_the_one_that_is_named_however_old(self) -> None:
        self.assertEqual(f"redis-dump/{self.older}", self.fetch(self.older)["backup"])

    def test_refuses_one_that_is_not_there(self) -> None:
        missing = "20260101T000000Z"
        self.assert_refused(f"has no backup {missing}. Choose one of those that fetch --list prints", missing)

    def test_refuses_one_whose_object_was_deleted(self) -> None:
        (self.bucket / self.newest / "dump.rdb.age").unlink()
        self.assert_refused(f"redis-dump/{self.newest}/dump.rdb.age isn't in the object store any more")

    def test_refuses_one_of_a_moment_to_come(self) -> None:
        self.kept(ago(hours=-1))
        self.assert_refused("is of a moment to come")

    def test_prints_a_table(self) -> None:
        self.lay("20260101T000000Z/manifest.json", ago(days=9), b"{}")
        self.assertEqual({"result": "done", "backups": 2}, self.fetch("--list"))
        table = [line.split() for line in self.output.splitlines()[-5:-1]]
        sizes = ["180", "243", "3", "keys"]
        rows = [["20260101T000000Z", "unreadable"], [self.older, *sizes], [self.newest, *sizes]]
        self.assertEqual([["STAMP", "BYTES", "ENCRYPTED", "CONTENTS"], *rows], table)
        self.assertEqual([], list(self.dump.iterdir()))

    def test_refuses_where_there_is_none(self) -> None:
        self.declare(source="other-dump")
        self.assert_refused("^store:dumps/other-dump has no backup")

    def test_an_upload_without_a_manifest_is_none(self) -> None:
        for one in (self.older, self.newest):
            (self.bucket / one / "manifest.json").unlink()
        self.assert_refused("Uploads without a manifest don't count")

    def test_refuses_one_that_is_too_old(self) -> None:
        (self.bucket / self.newest / "manifest.json").unlink()
        self.assert_refused(f"^mostAgeHours: .*, redis-dump/{self.older}, is 20.0 hours old, more than 12")

    def test_refuses_a_newest_manifest_that_cannot_be_read(self) -> None:
        self.change_manifest(encryptedBytes="many")
        self.assert_refused(f"^redis-dump/{self.newest}/manifest.json can't be read: encryptedBytes: 'many'")

    def test_refuses_one_of_another_file(self) -> None:
        self.declare(file="other.rdb")
        self.assert_refused("^file: .* is of dump.rdb, and source.json says other.rdb")

    def test_refuses_an_object_that_was_changed(self) -> None:
        file = self.bucket / self.newest / "dump.rdb.age"
        file.write_bytes(file.read_bytes()[:-1] + b"x")
        self.assert_refused("it was changed or damaged in the object store")

    def test_refuses_an_object_that_is_gone(self) -> None:
        self.fault("fail", "copyto")
        self.assert_refused("download .*dump.rdb.age: rclone failed")

    def test_refuses_a_dump_that_is_another(self) -> None:
        self.change_manifest(sha256="0" * 64)
        self.assert_refused("decrypts to 180 bytes with SHA-256 .*: the manifest isn't this object's")

    def test_refuses_without_the_identity_that_can_read_it(self) -> None:
        self.places.identity.write_text(OTHER_RECIPIENT)
        self.assert_refused("decrypt .*age: error: no identity matched any .* Is the identity in .* age1q")

    def test_waits_for_the_way_to_the_store(self) -> None:
        self.fault("fail", "lsjson", times=1)
        self.assertEqual("done", self.fetch()["result"])

    def test_but_not_for_ever(self) -> None:
        self.enterContext(mock.patch("gx_dumps.first_answer.FIRST_ANSWER_SECONDS", 0.0))
        self.fault("fail", "lsjson")
        self.assert_refused("list store:dumps/redis-dump: rclone failed with status 1")

    def test_refuses_without_the_secret(self) -> None:
        (self.folder / "rclone/rclone.conf").unlink()
        self.assert_refused("rclone.conf: No such file or directory. Mount the Secret backup-store")


class NewestTest(PodCase):
    def test_is_the_newest_with_something_in_it_however_old(self) -> None:
        [filled] = self.kept(ago(days=20))
        [empty] = self.kept(ago(days=2), keys=0)
        self.assertIn("mostAgeHours: the newest backup", self.fetch()["error"])
        self.assertEqual(f"redis-dump/{empty}", self.fetch(empty)["backup"])
        self.assertEqual(f"redis-dump/{filled}", self.fetch("--newest")["backup"])
        self.fetch("--list")
        self.assertRegex(self.output, rf"{filled} +180 +243  3 keys\n{empty} +180 +243  0 keys, empty\n")

    def test_is_the_newest_with_rows_of_a_database(self) -> None:
        [migrated] = self.kept(ago(days=3), tables={"public.migrations": 1, "public.users": 0})
        [empty] = self.kept(ago(days=2), tables={"public.migrations": 0, "public.users": 0})
        self.assertEqual(f"redis-dump/{migrated}", self.fetch("--newest")["backup"])
        self.fetch("--list")
        self.assertRegex(self.output, rf"{migrated} +180 +243  1 rows\n{empty} +180 +243  0 rows, empty\n")

    def test_what_counts_nothing_is_not_empty(self) -> None:
        [counted] = self.kept(ago(days=2), counts={"Secret": 3})
        self.assertEqual(f"redis-dump/{counted}", self.fetch("--newest")["backup"])

    def test_is_none_where_all_are_empty(self) -> None:
        self.kept(ago(hours=1), keys=0)
        self.assertIn("has empty backups alone. Fetch one by its stamp", self.fetch("--newest")["error"])

    def test_is_none_where_there_is_no_backup(self) -> None:
        self.assertIn("has no backup. Does the job that keeps them run", self.fetch("--newest")["error"])


if __name__ == "__main__":
    unittest.main()
