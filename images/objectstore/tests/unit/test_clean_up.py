import contextlib
import io
import unittest
from unittest import mock

from examples import KEPT, NOW, PLAIN, FakeStore, ago, version
from gx_objectstore.clean_up import clean_up
from gx_objectstore.declaration import Bucket
from gx_objectstore.store import Upload


class CleanUpTest(unittest.TestCase):
    def setUp(self) -> None:
        self.store = FakeStore()
        self.alive = mock.Mock()

    def clean(self, bucket: Bucket) -> str:
        with contextlib.redirect_stdout(io.StringIO()) as output:
            clean_up(self.store, bucket, NOW, self.alive)  # type: ignore[arg-type]
        return output.getvalue()

    def replaced(self, key: str, days: float) -> None:
        self.store.all_objects.append([version(key, ago(days=days), is_latest=True), version(key, ago(days=days + 1))])

    def test_removes_what_was_replaced_long_enough_ago(self) -> None:
        self.replaced("young", 13.9)
        self.replaced("old", 14.1)
        self.assertEqual(self.clean(KEPT), "bucket kept: removed 1 earlier versions and 0 unfinished uploads\n")
        self.assertEqual(self.store.changes, [("remove", "kept", ["old"])])

    def test_says_nothing_where_nothing_is_due(self) -> None:
        self.replaced("young", 1)
        self.assertEqual((self.clean(KEPT), self.store.changes), ("", []))

    def test_asks_for_as_many_at_once_as_are_allowed_and_stays_alive_meanwhile(self) -> None:
        for number in range(2001):
            self.replaced(f"{number}", 15)
        self.assertIn("removed 2001 earlier versions", self.clean(KEPT))
        self.assertEqual([len(keys) for _, _, keys in self.store.changes], [1000, 1000, 1])
        self.assertGreaterEqual(self.alive.call_count, 2001)

    def test_leaves_earlier_versions_alone_where_none_are_kept_any_more(self) -> None:
        self.replaced("old", 100)
        self.clean(PLAIN)
        self.assertEqual(self.store.changes, [])

    def test_gives_up_uploads_for_which_nothing_came_for_a_day(self) -> None:
        self.store.uploads = [Upload("slow", "1", ago(hours=23)), Upload("gone", "2", ago(hours=25))]
        self.assertIn("1 unfinished uploads", self.clean(PLAIN))
        self.assertEqual(self.store.changes, [("abort", "plain", "gone")])
