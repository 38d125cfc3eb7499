"""Copies of pgBackRest's repository off-site: what goes there, what stays there, and what is removed."""

import json
import re
import shutil
import unittest
from datetime import datetime

from far_pod import contents
from pod import ago, lay_object, stamp
from repository_pod import (
    ARCHIVE_INFO,
    BACKUP,
    BACKUP_INFO,
    DIFFERENTIAL,
    FULL,
    LOG,
    ONCE,
    RepositoryCase,
    backup,
)

BATCHES = r"copying (\d+) objects, (\d+) bytes, of (\d+) objects, (\d+) bytes"
NEXT_LOG = tuple(path.replace("3-", "4-") for path in LOG[2:])


class SendTest(RepositoryCase):
    def test_copies_all_that_is_written_once_and_writes_a_catalog(self) -> None:
        size = sum(len(path) for path in ONCE)
        outcome = self.send()
        self.assert_done(outcome, copied=len(ONCE), bytes=size, removed=0, backups=[FULL, DIFFERENTIAL])
        self.assert_copied(ONCE)
        [catalog] = self.catalogs
        self.assertEqual(catalog, outcome["catalog"])
        for name, info in (("archive.info", ARCHIVE_INFO), ("backup.info", BACKUP_INFO)):
            there = (self.far / "catalogs" / catalog / name).read_bytes()
            self.assertEqual((self.bucket / info).read_bytes(), there)

    def test_tells_up_to_when_the_database_can_be_had_from_there(self) -> None:
        for path, hours in zip(LOG, (9, 7, 8)):
            self.lay(path, ago(hours=hours), path.encode())
        self.assertEqual({"postgres-backup": stamp(ago(hours=7))}, self.send()["newest"])

    def test_puts_backup_info_last_of_all(self) -> None:
        self.sent()
        changes = [words for words in self.far_tools.calls if words[0] in ("copy", "copyto", "delete", "deletefile")]
        self.assertRegex(" ".join(changes[-1]), r"copyto .* store:copies/postgres/catalogs/\w+/backup\.info ")

    def test_copies_in_batches_with_the_log_first(self) -> None:
        outcome = self.send(batch_bytes=250)
        self.assert_done(outcome, copied=len(ONCE))
        found = [tuple(map(int, one)) for one in re.findall(BATCHES, self.output)]
        self.assertEqual((len(ONCE), outcome["bytes"]), (sum(one[0] for one in found), sum(one[1] for one in found)))
        self.assertTrue(all(one[1] <= 250 and one[2:] == (len(ONCE), outcome["bytes"]) for one in found))
        self.assertIn(f"copied {len(ONCE)} objects, {outcome['bytes']} bytes, of {len(ONCE)} objects", self.output)

    def test_reads_the_bucket_and_calls_nothing_there_that_changes_it(self) -> None:
        self.sent()
        self.assertEqual({"lsjson", "cat", "copy"}, {words[0] for words in self.tools.calls})
        targets = [words[-1] for words in map(_without_options, self.tools.calls) if words[0] == "copy"]
        self.assertEqual({str(self.dump / "batch")}, set(targets))

    def test_a_second_run_copies_nothing_and_writes_another_catalog(self) -> None:
        first = self.sent()
        shutil.move(self.far / "catalogs" / first, self.far / "catalogs" / stamp(ago(hours=1)))
        self.far_tools.calls.clear()
        self.assert_done(self.send(), copied=0, bytes=0, removed=0, backups=[FULL, DIFFERENTIAL])
        self.assertEqual([], [words for words in self.far_tools.calls if words[0] == "copy"])
        self.assertEqual(2, len(self.catalogs))

    def test_a_later_run_copies_what_came_since(self) -> None:
        self.sent()
        self.lay_each(NEXT_LOG)
        self.assert_done(self.send(), copied=1, bytes=len(NEXT_LOG[0]))
        self.assert_copied((*ONCE, *NEXT_LOG))

    def test_a_backup_is_copied_once_it_is_complete(self) -> None:
        manifest, *others = backup(DIFFERENTIAL)
        (self.bucket / manifest).unlink()
        self.assert_done(self.send(), backups=[FULL])
        self.assert_copied(path for path in ONCE if DIFFERENTIAL not in path)
        # Until then its objects may be rewritten.
        self.lay(others[1], ago(hours=1), b"part")
        self.assert_done(self.send(), copied=0)
        self.lay_each((manifest, *others))
        self.assert_done(self.send(), copied=5, backups=[FULL, DIFFERENTIAL])
        self.assert_copied(ONCE)

    def test_goes_on_where_a_container_was_killed(self) -> None:
        (self.dump / "batch/archive").mkdir(parents=True)
        (self.dump / "batch/archive/part").write_bytes(b"part")
        self.sent()
        self.assert_copied(ONCE)


class LookTest(RepositoryCase):
    """The info files of a catalog and what it is sure of are of one moment."""

    def change_infos(self, times: int) -> None:
        listings = 0

        def before(command: str) -> None:
            nonlocal listings
            listings += command == "lsjson"
            # The first is that which shows that the way is open.
            if command == "lsjson" and 1 < listings <= 1 + times:
                self.lay_infos(f"changed {listings}")

        self.tools.before = before

    def test_looks_again_where_an_info_file_changed(self) -> None:
        self.change_infos(2)
        catalog = self.sent()
        there = (self.far / "catalogs" / catalog / "backup.info").read_bytes()
        self.assertEqual((self.bucket / BACKUP_INFO).read_bytes(), there)
        self.assertEqual(2, self.output.count("looking again"))

    def test_gives_up_where_they_change_each_time(self) -> None:
        self.change_infos(3)
        self.assert_refused(self.send(), "a backup or its expiry was going on .* the next run looks again")
        self.assertEqual(({}, []), (self.copies, self.catalogs))

    def test_so_it_does_where_archive_info_alone_changes(self) -> None:
        self.tools.before = lambda command: (
            self.lay(ARCHIVE_INFO, ago(hours=1), str(len(self.tools.calls)).encode()) if command == "lsjson" else None
        )
        self.assert_refused(self.send(), "a backup or its expiry was going on")


class RetentionTest(RepositoryCase):
    def lay_catalog(self, moment: datetime) -> str:
        self.lay_far([f"catalogs/{stamp(moment)}/{name}" for name in ("archive.info", "backup.info")], moment)
        return stamp(moment)

    def test_what_is_deleted_in_the_bucket_stays_until_it_is_old_and_was_missed_for_long(self) -> None:
        young, old, missed_lately = (path.replace("15-1", "14-1") for path in LOG)
        backups = backup("20261001-020000F")
        self.lay_far([young], ago(days=28))
        self.lay_far([old, missed_lately, *backups], ago(days=30))
        self.lay_missing([young, old, *backups], ago(days=15))
        self.lay_each([f"{BACKUP}/backup.history/2026/20261001-020000F.manifest.gz"])
        outcome = self.send()
        self.assert_done(outcome, removed=6)
        self.assertEqual({young, missed_lately}, set(self.copies).difference(contents(self.bucket)))
        # The next run no longer knows of what went; what is missed since this one says so.
        self.assertEqual(stamp(ago(days=15)), self.missing[young])
        self.assertEqual(outcome["catalog"], self.missing[missed_lately])

    def test_what_comes_back_to_the_bucket_is_missed_anew_when_it_goes_again(self) -> None:
        old = LOG[0].replace("15-1", "14-1")
        self.lay_far([old], ago(days=30))
        self.lay_missing([old], ago(days=15))
        self.lay_each([old])
        self.sent()
        self.assertEqual({}, self.missing)
        (self.bucket / old).unlink()
        outcome = self.send()
        self.assert_done(outcome, removed=0)
        self.assertEqual({old: outcome["catalog"]}, self.missing)

    def test_nothing_goes_by_what_is_remembered_where_that_is_spoilt(self) -> None:
        old = LOG[0].replace("15-1", "14-1")
        for content in (b"", b"{", b"[]", b'"x"', json.dumps({old: 7}).encode(), json.dumps({old: "2026"}).encode()):
            self.lay_far([old], ago(days=30))
            lay_object(self.far / "missing.json", ago(days=15), content)
            outcome = self.send()
            self.assert_done(outcome, removed=0)
            self.assertEqual({old: outcome["catalog"]}, self.missing)
            self.assertIn("warning: missing.json off-site is spoilt", self.output)

    def test_a_repository_that_was_made_anew_is_not_copied_over_another_one(self) -> None:
        self.sent()
        before = contents(self.far)
        self.lose_bucket()
        self.lay_infos("of an empty database")
        new = "20261202-020000F"
        self.lay_each((*LOG, *backup(new), f"{BACKUP}/backup.history/2026/{new}.manifest.gz"))
        told = f"postgres off-site has the backups {FULL}, {DIFFERENTIAL}, of which store:postgres-backup/postgres knows none"
        self.assert_refused(self.send(), told)
        self.assertEqual(before, contents(self.far))
        # One that came back from there knows them, if only of old.
        self.lay_each([f"{BACKUP}/backup.history/2026/{FULL}.manifest.gz"])
        self.assert_done(self.send(), backups=[new])

    def test_all_that_a_thief_deletes_stays(self) -> None:
        self.sent()
        for label in (FULL, DIFFERENTIAL):
            shutil.rmtree(self.bucket / BACKUP / label)
        new = "20261201-030000F"
        self.lay_each(backup(new))
        self.assert_done(self.send(), removed=0, backups=[new])
        self.assert_copied((*ONCE, *backup(new)))

    def test_what_the_bucket_has_stays_however_old_it_is(self) -> None:
        self.lay_far(ONCE, ago(days=99))
        self.assert_done(self.send(), copied=0, removed=0)

    def test_old_catalogs_go_but_never_the_newest_four(self) -> None:
        kept = [self.lay_catalog(ago(days=days)) for days in (24, 23, 22, 21, 20)][2:]
        self.lay_far([f"catalogs/{stamp(ago(days=19))}/archive.info"], ago(days=19))
        outcome = self.send()
        self.assert_done(outcome, removed=5)
        self.assertEqual([*kept, outcome["catalog"]], self.catalogs)

    def test_catalogs_go_before_what_they_name_and_manifests_before_their_backups(self) -> None:
        for days in (24, 23, 22, 21, 20):
            self.lay_catalog(ago(days=days))
        self.lay_far(backup("20261001-020000F"), ago(days=30))
        self.lay_missing(backup("20261001-020000F"), ago(days=15))
        self.lay_each([f"{BACKUP}/backup.history/2026/20261001-020000F.manifest.gz"])
        removals: list[list[str]] = []
        self.far_tools.before = lambda command: removals.append(sorted(self.copies)) if command == "delete" else None
        self.assert_done(self.send(), removed=9)
        old = [[path for path in paths if path.startswith(f"{BACKUP}/20261001")] for paths in removals]
        self.assertEqual([5, 5, 4], [len(paths) for paths in old])
        self.assertNotIn(f"{BACKUP}/20261001-020000F/backup.manifest", old[2])


def _without_options(words: list[str]) -> list[str]:
    """The command and its two places: the options before them are flags, and one with a value."""
    at = words.index("--files-from-raw") if "--files-from-raw" in words else 0
    return [words[0], *words[at + 2 : at + 4]]


if __name__ == "__main__":
    unittest.main()
