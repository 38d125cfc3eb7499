"""Bringing back from off-site: what is lost or spoilt in the bucket comes back, and nothing else is replaced."""

import contextlib
import io
import json
import shutil
import unittest

from far_pod import contents
from off_site_pod import SOURCES, OffSiteCase

REDIS, OBJECTS = SOURCES


class BringBackTest(OffSiteCase):
    def setUp(self) -> None:
        super().setUp()
        self.send()
        self.older, self.newest = self.stamps_kept
        self.far_before = {name: contents(self.far[name]) for name in SOURCES}

    def tearDown(self) -> None:
        self.assertEqual(self.far_before, {name: contents(self.far[name]) for name in SOURCES})
        self.assertEqual([], list(self.dump.iterdir()))

    def assert_refused(self, pattern: str, *words: str) -> None:
        before = contents(self.buckets[REDIS])
        outcome = self.bring_back(*words)
        self.assertEqual("failed", outcome["result"])
        self.assertRegex(outcome["error"], pattern)
        self.assertEqual(before, contents(self.buckets[REDIS]))

    def test_brings_back_into_a_bucket_that_lost_all(self) -> None:
        for folder in self.buckets.values():
            shutil.rmtree(folder)
        outcome = self.bring_back(REDIS, self.newest)
        self.assertEqual(("done", f"{REDIS}/{self.newest}"), (outcome["result"], outcome["backup"]))
        self.assertEqual("done", self.bring_back(REDIS, self.older)["result"])
        self.assert_same(REDIS)
        self.assertFalse(self.buckets[OBJECTS].exists())

    def test_mends_one_that_is_spoilt(self) -> None:
        (self.buckets[REDIS] / self.newest / "dump.rdb.age").write_bytes(b"part")
        self.assertEqual("done", self.bring_back(REDIS, self.newest)["result"])
        self.assert_same(REDIS)

    def test_mends_one_that_lost_its_manifest(self) -> None:
        (self.buckets[REDIS] / self.newest / "manifest.json").unlink()
        self.assertEqual("done", self.bring_back(REDIS, self.newest)["result"])
        self.assert_same(REDIS)

    def test_refuses_to_replace_another_manifest(self) -> None:
        file = self.buckets[REDIS] / self.newest / "manifest.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), "sha256": "0" * 64}))
        self.assert_refused("has another manifest.json than the backup off-site", REDIS, self.newest)

    def test_refuses_to_replace_another_file(self) -> None:
        (self.buckets[REDIS] / self.newest / "manifest.json").unlink()
        (self.buckets[REDIS] / self.newest / "dump.rdb.age").write_bytes(b"of somebody else")
        self.assert_refused("is another file than the one off-site", REDIS, self.newest)

    def test_refuses_one_that_is_spoilt_off_site(self) -> None:
        shutil.rmtree(self.buckets[REDIS])
        file = self.far[REDIS] / self.newest / "dump.rdb.age"
        file.write_bytes(file.read_bytes()[:-1] + b"?")
        self.far_before = {name: contents(self.far[name]) for name in SOURCES}
        self.assert_refused("in the destination off-site, .* it was changed or damaged", REDIS, self.newest)

    def test_refuses_a_source_and_a_stamp_that_there_are_not(self) -> None:
        self.assert_refused("^SOURCE: 'redis' is not valid. Give one of redis-dump, objects-dump", "redis", self.newest)
        missing = "20260101T000000Z"
        self.assert_refused(f"^STAMP: redis-dump/{missing} can't be had off-site: it isn't there", REDIS, missing)

    def test_prints_what_there_is_and_whether_the_bucket_has_it(self) -> None:
        shutil.rmtree(self.buckets[REDIS] / self.older)
        self.assertEqual(4, self.bring_back("--list")["backups"])
        rows = [line.split() for line in self.output.splitlines()[-5:-1]]
        expected = [[REDIS, self.older, "180", "no"], [REDIS, self.newest, "180", "yes"]]
        self.assertEqual(expected, rows[:2])
        self.assertEqual([OBJECTS, "yes"], [rows[2][0], rows[2][3]])

    def test_refuses_half_a_command(self) -> None:
        for words in ([], [REDIS], ["--list", REDIS], [REDIS, self.newest, "--list"]):
            with contextlib.redirect_stderr(io.StringIO()) as errors, self.assertRaises(SystemExit):
                self.bring_back(*words)
            self.assertIn("give SOURCE and STAMP, or --list", errors.getvalue())


if __name__ == "__main__":
    unittest.main()
