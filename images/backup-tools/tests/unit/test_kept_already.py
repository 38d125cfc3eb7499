"""Keeping a dump of what was taken before: how its clock is judged, and that it is kept once."""

import hashlib
import json
import unittest

from pod import NOW, OLD, OTHER_RECIPIENT, PodCase, ago, stamp


class DumpedAtTest(PodCase):
    """Of a source that dumps what was taken before."""

    def assert_refused(self, pattern: str) -> None:
        outcome = self.keep()
        self.assertEqual(("failed", []), (outcome["result"], self.stored if self.bucket.exists() else []))
        self.assertRegex(outcome["error"], pattern)

    def test_what_it_has_may_be_of_long_ago_and_the_backup_is_of_then(self) -> None:
        taken = ago(hours=13)
        self.lay_dump(taken, dumped_at=ago(minutes=1))
        self.assertEqual(f"redis-dump/{stamp(taken)}", self.keep()["backup"])
        facts = json.loads((self.dump / "facts.json").read_text())
        manifest = json.loads((self.bucket / stamp(taken) / "manifest.json").read_text())
        self.assertEqual((facts["takenAt"], facts), (manifest["takenAt"], manifest["facts"]))
        (self.dump / "facts.json").unlink()
        self.fetch(stamp(taken))
        self.assertEqual(facts, json.loads((self.dump / "facts.json").read_text()))

    def test_it_was_dumped_in_the_course_of_this_job(self) -> None:
        # Two steps of a minute each, and five minutes that clocks may differ.
        self.lay_dump(ago(hours=13), dumped_at=ago(minutes=8))
        self.assert_refused(r"^dumpedAt: .* is longer ago by this node's clock, .*: one of both clocks is wrong")

    def test_it_was_not_dumped_at_a_moment_to_come(self) -> None:
        self.lay_dump(NOW, dumped_at=ago(minutes=-6))
        self.assert_refused(r"^dumpedAt: .* is ahead of this node's clock, .*: one of both clocks is wrong")

    def test_it_was_not_taken_at_a_moment_to_come(self) -> None:
        self.lay_dump(ago(minutes=-6), dumped_at=ago(minutes=-4))
        self.assert_refused(r"^takenAt: .* is ahead of this node's clock")

    def test_it_was_not_taken_after_its_dump_began_by_more_than_clocks_differ(self) -> None:
        self.declare(timeoutSeconds=600)
        self.lay_dump(ago(minutes=4), dumped_at=ago(minutes=10))
        self.assert_refused(r"^takenAt: .* is after dumpedAt, .*, when its dump began: the clock .* is wrong")
        self.lay_dump(ago(minutes=6), dumped_at=ago(minutes=10))
        self.assertEqual("done", self.keep()["result"])

    def test_its_form_is_that_of_each_moment(self) -> None:
        facts = {"takenAt": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"}
        for value in ("now", None, "2026-02-30T00:00:00Z"):
            with self.subTest(value):
                (self.dump / "facts.json").write_text(json.dumps({**facts, "dumpedAt": value}))
                self.assert_refused(f"^dumpedAt: {value!r} is not valid. Give a moment in UTC")

    def test_in_what_was_kept_before_it_is_a_fact_as_any(self) -> None:
        self.kept(ago(hours=1), dumpedAt="of another program", keys=3)
        self.assertNotIn("unreadable", self.keep())
        self.assertEqual("done", self.fetch(stamp(ago(hours=1)))["result"])


class KeptAlreadyTest(PodCase):
    """The dump's moment has its backup."""

    def setUp(self) -> None:
        super().setUp()
        self.before = self.kept(*OLD)
        self.kept(NOW)

    @property
    def contents(self) -> dict[str, bytes]:
        return {path: (self.bucket / path).read_bytes() for path in self.stored}

    def assert_refused(self, pattern: str, *words: str) -> None:
        contents = self.contents
        outcome = self.keep(*words)
        self.assertEqual(("failed", contents), (outcome["result"], self.contents))
        self.assertRegex(outcome["error"], pattern)

    def test_of_the_same_dump_it_stays_as_it_is_and_what_is_due_goes(self) -> None:
        contents = self.contents
        outcome = self.keep()
        self.assertEqual([*self.before[2:], stamp(NOW)], self.stamps)
        self.assertEqual({path: contents[path] for path in self.stored}, self.contents)
        self.assertIn(f"redis-dump/{stamp(NOW)} is kept already, of this very dump: nothing is uploaded", self.output)
        self.assertEqual({"lsjson", "copy", "deletefile"}, {words[0] for words in self.tools.calls})
        kept = json.loads((self.bucket / stamp(NOW) / "manifest.json").read_text())
        del outcome["seconds"]
        told = {name: kept[name] for name in ("bytes", "encryptedBytes")}
        counts = {"backups": 4, "removed": 2, "removedUnfinished": 0}
        self.assertEqual(
            {"result": "done", "backup": f"redis-dump/{stamp(NOW)}", "alreadyKept": True, **told, **counts}, outcome
        )

    def test_so_it_does_where_it_was_dumped_at_another_moment_and_encrypted_otherwise(self) -> None:
        folder = self.bucket / stamp(NOW)
        hidden = (folder / "dump.rdb.age").read_bytes() + b"longer"
        (folder / "dump.rdb.age").write_bytes(hidden)
        manifest = json.loads((folder / "manifest.json").read_text())
        found = {"encryptedBytes": len(hidden), "encryptedSha256": hashlib.sha256(hidden).hexdigest()}
        (folder / "manifest.json").write_text(json.dumps({**manifest, **found}))
        self.lay_dump(NOW, dumped_at=NOW)
        outcome = self.keep()
        self.assertEqual((True, len(hidden)), (outcome["alreadyKept"], outcome["encryptedBytes"]))

    def test_a_dry_run_tells_so_and_changes_nothing(self) -> None:
        contents = self.contents
        outcome = self.keep("--dry-run")
        self.assertEqual((True, True, 4, 2), tuple(outcome[name] for name in ("dryRun", "alreadyKept", "backups", "removed")))
        self.assertEqual(contents, self.contents)
        self.assertNotIn("would upload", self.output)

    def test_a_first_one_does_not_say_so(self) -> None:
        self.lay_dump(ago(seconds=-1))
        for words in (("--dry-run",), ()):
            self.assertNotIn("alreadyKept", self.keep(*words))

    def test_a_damaged_object_is_named(self) -> None:
        older, own = (f"{name}/dump.rdb.age" for name in (self.before[1], stamp(NOW)))
        (self.bucket / older).unlink()
        self.assert_refused(f"^redis-dump/{older} isn't there")
        self.lay(own, NOW)
        self.assert_refused(f"redis-dump/{own} is of 4 bytes, not of")
        (self.bucket / own).unlink()
        for words in (("--dry-run",), ()):
            self.assert_refused(f"^redis-dump/{older} isn't there; redis-dump/{own} isn't there", *words)

    def test_of_another_dump_it_is_refused(self) -> None:
        for content, what in ((b"REDIS0012" * 20, "sha256"), (b"REDIS0011" * 21, "bytes and sha256")):
            self.lay_dump(NOW, content)
            for words in (("--dry-run",), ()):
                with self.subTest(what, words=words):
                    pattern = f"^redis-dump/{stamp(NOW)} is kept already, and it is another one than this dump, by {what}\\. Take"
                    self.assert_refused(pattern, *words)

    def test_for_another_identity_it_is_refused(self) -> None:
        self.declare(recipient=OTHER_RECIPIENT)
        self.assert_refused("is kept already, and it is another one than this dump, by recipient")

    def test_of_another_name_it_is_refused(self) -> None:
        self.declare(file="other.rdb")
        (self.dump / "dump.rdb").rename(self.dump / "other.rdb")
        self.assert_refused("is kept already, and it is another one than this dump, by file")

    def test_with_a_manifest_that_cannot_be_read_it_is_refused(self) -> None:
        self.lay(f"{stamp(NOW)}/manifest.json", NOW, b'{"source": ')
        for words in (("--dry-run",), ()):
            self.assert_refused("is kept already, and its manifest.json can't be read: not JSON .*Take another dump", *words)

    def test_after_a_first_try_that_failed_the_second_tells_why(self) -> None:
        self.lay_dump(ago(seconds=-1))
        self.fault("fail", "deletefile")
        reasons = [self.keep()["error"] for _try in range(2)]
        self.assertRegex(reasons[0], "^remove .*: rclone failed")
        self.assertEqual(reasons[0], reasons[1])
        self.fault("", times=0)
        outcome = self.keep()
        self.assertEqual((True, 3), (outcome["alreadyKept"], outcome["removed"]))


if __name__ == "__main__":
    unittest.main()
