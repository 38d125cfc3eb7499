import unittest
from datetime import UTC, datetime

from examples import NOW, ago, ulid, version
from gx_objectstore.versions import Version, by_object, time_of_ulid, to_remove

BEFORE = ago(days=14)


class TimeTest(unittest.TestCase):
    def test_a_ulid_has_its_time_in_it(self) -> None:
        # An example of the specification.
        self.assertEqual(time_of_ulid("01ARYZ6S41TSV4RRFFQ69G5FAV"), datetime(2016, 7, 30, 22, 36, 16, 385000, UTC))
        self.assertEqual(time_of_ulid(ulid(NOW)), NOW)

    def test_what_isnt_one_has_none(self) -> None:
        for text in ("null", "", "0" * 25, "01ARYZ6S41TSV4RRFFQ69G5FAU", "Z" * 26):
            with self.subTest(text=text):
                self.assertIsNone(time_of_ulid(text))

    def test_counts_from_the_id_and_without_one_from_the_file(self) -> None:
        self.assertEqual(version("a", ago(days=3)).since, ago(days=3))
        self.assertEqual(Version("a", "null", True, False, ago(days=5)).since, ago(days=5))


class ByObjectTest(unittest.TestCase):
    def test_puts_the_latest_first_and_then_the_newer_before_the_older(self) -> None:
        old, new, deletion = version("a", ago(days=9)), version("a", ago(days=1)), version("a", ago(days=5), is_deletion=True)
        latest = version("a", ago(days=9), is_latest=True)
        self.assertEqual(list(by_object([([old, latest, new, deletion], None)])), [[latest, new, deletion, old]])

    def test_an_object_goes_on_in_the_next_page(self) -> None:
        a, c = version("a", NOW, is_latest=True), version("c", NOW, is_latest=True)
        b = [version("b", ago(days=days), is_latest=days == 0) for days in range(3)]
        pages = [([a, b[0]], "b"), ([b[1]], "b"), ([b[2], c], None)]
        self.assertEqual(list(by_object(pages)), [[a], b, [c]])

    def test_an_object_that_ends_with_its_page_is_complete(self) -> None:
        a, b = version("a", NOW, is_latest=True), version("b", NOW, is_latest=True)
        self.assertEqual(list(by_object([([a], "a"), ([b], None)])), [[a], [b]])
        self.assertEqual(list(by_object([([a], "a"), ([], None)])), [[a]])


class ToRemoveTest(unittest.TestCase):
    def test_counts_from_when_the_next_one_took_its_place(self) -> None:
        versions = [version("a", ago(days=days), is_latest=days == 1) for days in (1, 13, 15, 40)]
        self.assertEqual(to_remove(versions, BEFORE), versions[3:])

    def test_the_latest_stays_however_old(self) -> None:
        self.assertEqual(to_remove([version("a", ago(days=400), is_latest=True)], BEFORE), [])

    def test_what_was_deleted_stays_as_long_as_what_was_replaced(self) -> None:
        for days, gone in ((13, 0), (15, 1)):
            versions = [version("a", ago(days=days), is_latest=True, is_deletion=True), version("a", ago(days=300))]
            with self.subTest(days=days):
                self.assertEqual(to_remove(versions, BEFORE), versions[2 - gone :])

    def test_a_deletion_goes_only_when_nothing_is_left_behind_it(self) -> None:
        deletion = version("a", ago(days=15), is_latest=True, is_deletion=True)
        self.assertEqual(to_remove([deletion], BEFORE), [deletion])
        self.assertNotIn(deletion, to_remove([deletion, version("a", ago(days=16))], BEFORE))
        self.assertEqual(to_remove([version("a", ago(days=13), is_latest=True, is_deletion=True)], BEFORE), [])
