import contextlib
import io
import unittest

from examples import KEPT, PLAIN, FakeStore
from gx_objectstore.declare import declare
from gx_program.say import Teller


class DeclareTest(unittest.TestCase):
    def setUp(self) -> None:
        self.teller = Teller()

    def changes(self, store: FakeStore, *buckets: object) -> list[object]:
        """What is changed, and what is said of it in `self.said`."""
        store.changes.clear()
        with contextlib.redirect_stdout(io.StringIO()) as output:
            declare(store, buckets, self.teller)  # type: ignore[arg-type]
        self.said = output.getvalue().splitlines()
        return list(store.changes)

    def test_makes_what_isnt_there_and_leaves_what_is_as_declared(self) -> None:
        store = FakeStore()
        made = [("make", "kept"), ("keep", "kept", True), ("policy", "kept"), ("make", "plain"), ("policy", "plain")]
        self.assertEqual(self.changes(store, KEPT, PLAIN), made)
        self.assertEqual(len(self.said), len(made))
        self.assertEqual(self.changes(store, KEPT, PLAIN), [])
        self.assertEqual(self.said, [])

    def test_puts_right_what_was_changed(self) -> None:
        store = FakeStore()
        self.changes(store, KEPT)
        store.policies["kept"] = {"Version": "2012-10-17", "Statement": []}
        store.keeping.clear()
        self.assertEqual(self.changes(store, KEPT), [("keep", "kept", True), ("policy", "kept")])

    def test_other_accounts_get_another_policy(self) -> None:
        store = FakeStore()
        self.changes(store, KEPT)
        self.assertEqual(self.changes(store, KEPT._replace(accounts=("kept-2",))), [("policy", "kept")])
        self.assertEqual(self.said, ["bucket kept: may be used by kept-2, read by kept.reader-1"])

    def test_other_readers_get_another_policy(self) -> None:
        store = FakeStore()
        self.changes(store, KEPT)
        self.assertEqual(self.changes(store, KEPT._replace(readers=("kept.reader-2",))), [("policy", "kept")])

    def test_ends_the_keeping_of_versions(self) -> None:
        store = FakeStore()
        self.changes(store, KEPT)
        self.assertEqual(self.changes(store, KEPT._replace(earlier_versions_days=None)), [("keep", "kept", False)])

    def test_tells_once_of_a_bucket_that_nobody_declares_and_keeps_it(self) -> None:
        store = FakeStore("old")
        self.assertEqual(self.changes(store), [])
        self.assertIn("bucket old: no longer declared; it is kept", self.said[0])
        self.assertEqual(self.changes(store), [])
        self.assertEqual(self.said, [])
