"""What of a repository is wanted off-site, in which batches it goes, and what is due to go there."""

import unittest
from collections.abc import Iterable
from datetime import datetime

from pod import NOW, ago, stamp
from gx_dumps.store import Entry
from gx_repository.catalogs import complete_catalogs, due_catalogs
from gx_repository.decisions import batches, by_path, differing, due, lacking, some, strangers
from gx_repository.layout import Layout
from gx_repository.missing import missed_for, missing_since
from repository_pod import BACKUP, DIFFERENTIAL, FULL, HISTORY, INFOS, LOG, ONCE, backup

LAYOUT = Layout("postgres")


def entries(paths: Iterable[str], uploaded_at: datetime = NOW, size: int = 10) -> list[Entry]:
    return [Entry(path, size, uploaded_at) for path in paths]


class LayoutTest(unittest.TestCase):
    def wanted(self, *paths: str) -> list[str]:
        return [one.path for one in LAYOUT.wanted(entries(paths))]

    def test_wants_all_that_is_written_once_and_nothing_else(self) -> None:
        strange = ("archive/other/15-1/1-1.gz", f"{BACKUP}/latest/x", f"{BACKUP}/{FULL}", "catalogs/x/backup.info", "x")
        self.assertEqual(sorted(ONCE), sorted(self.wanted(*ONCE, *INFOS, *strange)))

    def test_wants_nothing_of_a_backup_without_its_manifest(self) -> None:
        part = [path for path in backup(DIFFERENTIAL) if not path.endswith("/backup.manifest")]
        self.assertEqual(set(backup(FULL)), set(self.wanted(*backup(FULL), *part)))
        self.assertEqual([FULL], LAYOUT.complete([*backup(FULL), *part]))

    def test_a_differential_backup_without_its_full_one_is_none(self) -> None:
        self.assertEqual([], self.wanted(*backup(DIFFERENTIAL)))
        self.assertEqual([FULL, DIFFERENTIAL], LAYOUT.complete([*backup(DIFFERENTIAL), *backup(FULL)]))

    def test_a_manifest_in_a_folder_of_a_backup_completes_none(self) -> None:
        self.assertEqual([], self.wanted(f"{BACKUP}/{FULL}/pg_data/backup.manifest"))

    def test_wants_the_log_first_and_manifests_last(self) -> None:
        order = self.wanted(*reversed(ONCE))
        self.assertEqual(sorted(LOG + HISTORY), order[:5])
        self.assertEqual(f"{BACKUP}/{FULL}/backup.manifest", order[9])
        self.assertEqual(f"{BACKUP}/{DIFFERENTIAL}/backup.manifest", order[-1])


class CopyTest(unittest.TestCase):
    def test_what_lacks_and_what_differs(self) -> None:
        wanted, there = entries("abc"), by_path([*entries("a"), *entries("b", size=9)])
        self.assertEqual(["c"], [one.path for one in lacking(wanted, there)])
        self.assertEqual([("b", 10, 9)], [(one.path, one.bytes, it.bytes) for one, it in differing(wanted, there)])

    def test_batches(self) -> None:
        sizes = (4, 4, 3, 20, 0, 10, 1)
        found = batches([Entry(str(size), size, NOW) for size in sizes], 10)
        self.assertEqual([[4, 4], [3], [20], [0, 10], [1]], [[one.bytes for one in batch] for batch in found])
        self.assertEqual([], list(batches([], 10)))

    def test_names_some(self) -> None:
        self.assertEqual(("a, b", "a, b, c, d, e and 2 more"), (some("ab"), some("abcdefg")))


class DueTest(unittest.TestCase):
    def due(self, there: list[Entry], missed: Iterable[str] | None = None) -> tuple[list[str], list[str]]:
        return due(LAYOUT, there, [one.path for one in there] if missed is None else list(missed), 29, NOW)

    def test_what_is_not_missed_stays_whatever_its_age(self) -> None:
        self.assertEqual(([], []), self.due(entries(ONCE, ago(days=99)), ()))

    def test_what_is_missed_goes_when_it_is_older(self) -> None:
        there = [*entries(LOG[:1], ago(days=29, seconds=1)), *entries(LOG[1:2], ago(days=28, hours=23))]
        self.assertEqual(([], [LOG[0]]), self.due(there))

    def test_a_backup_goes_as_a_whole_and_its_manifest_first(self) -> None:
        manifest, *others = backup(FULL)
        there = [*entries(others, ago(days=30)), *entries([manifest], ago(days=28))]
        self.assertEqual(([], []), self.due(there))
        self.assertEqual(([manifest], sorted(others)), self.due(entries(backup(FULL), ago(days=30))))


class MissingTest(unittest.TestCase):
    def test_is_what_is_written_once_since_it_was_seen_first(self) -> None:
        there = [*LOG, *INFOS, "catalogs/20260101T000000Z/backup.info", "missing.json", "x"]
        before = {LOG[0]: stamp(ago(days=3)), LOG[2]: stamp(ago(days=3)), "gone": stamp(ago(days=3))}
        found = missing_since(LAYOUT, there, LOG[2:], before, stamp(NOW))
        self.assertEqual({LOG[0]: stamp(ago(days=3)), LOG[1]: stamp(NOW)}, found)

    def test_for_longer_than_so_many_days(self) -> None:
        missing = {"a": stamp(ago(days=14, seconds=1)), "b": stamp(ago(days=13, hours=23))}
        self.assertEqual(["a"], missed_for(missing, 14, NOW))


class StrangersTest(unittest.TestCase):
    def test_are_all_backups_of_which_the_source_knows_none(self) -> None:
        there = [*ONCE, *backup("20261101-020000F")[1:]]
        self.assertEqual([FULL, DIFFERENTIAL], strangers(LAYOUT, there, [*LOG, *backup("20261201-020000F")]))
        for known in (backup(DIFFERENTIAL)[1:], HISTORY):
            self.assertEqual([], strangers(LAYOUT, there, [*backup("20261201-020000F"), *known]))
        self.assertEqual([], strangers(LAYOUT, LOG, ONCE))


class CatalogsTest(unittest.TestCase):
    def test_complete_are_those_with_both_files(self) -> None:
        paths = ["catalogs/20261202T000000Z/archive.info", *_catalog(ago(days=1)), *_catalog(ago(days=3))]
        paths += ["catalogs/x/archive.info", "catalogs/x/backup.info", "backup.info", "archive.info"]
        self.assertEqual([stamp(ago(days=3)), stamp(ago(days=1))], complete_catalogs(paths))

    def test_old_ones_and_halves_go_but_never_the_newest_four(self) -> None:
        half = f"catalogs/{stamp(ago(days=15))}/archive.info"
        young_half = f"catalogs/{stamp(ago(days=13))}/archive.info"
        old = [_catalog(ago(days=days)) for days in (30, 20, 19, 18, 17)]
        paths = [path for one in old for path in one] + [half, young_half, "catalogs/x/backup.info", LOG[0]]
        self.assertEqual(sorted([*old[0], half]), due_catalogs(paths, 14, NOW))
        young = [path for days in (1, 2, 3, 4) for path in _catalog(ago(days=days))]
        self.assertEqual(11, len(due_catalogs([*paths, *young], 14, NOW)))


def _catalog(moment: datetime) -> list[str]:
    return [f"catalogs/{stamp(moment)}/{name}" for name in ("archive.info", "backup.info")]


if __name__ == "__main__":
    unittest.main()
