import contextlib
import io
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

from examples import KEPT, PLAIN, FakeStore
from gx_objectstore import keeper
from gx_objectstore.declaration import Declaration
from gx_objectstore.store import StoreError
from gx_program.say import Refusal, Teller

DECLARED = Declaration(7070, "us-east-1", (KEPT,))


class KeeperTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.applied = folder / "applied"
        self.secret = self.enterContext(mock.patch.object(keeper, "root_secret", return_value="one"))
        self.enterContext(mock.patch.object(keeper, "authority", return_value="PEM"))
        self.enterContext(mock.patch.object(keeper, "APPLIED", self.applied))
        self.sign = folder / "sign"
        self.enterContext(mock.patch.object(keeper, "SIGN_OF_LIFE", self.sign))
        self.clean_up = self.enterContext(mock.patch.object(keeper, "clean_up"))
        self.output = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.time = 0.0
        self.declared: Declaration | Exception = DECLARED
        self.store = FakeStore()
        self.connect = mock.Mock(return_value=self.store)
        self.keeper = keeper.Keeper(self.connect, Teller(), self.read, lambda: self.time)

    def read(self) -> Declaration:
        if isinstance(self.declared, Exception):
            raise self.declared
        return self.declared

    def look(self, after_seconds: float = 5) -> list[Any]:
        self.store.changes.clear()
        self.time += after_seconds
        self.keeper.look()
        return list(self.store.changes)

    def test_applies_at_once_and_tells_that_it_did(self) -> None:
        self.assertIn(("make", "kept"), self.look())
        self.assertTrue(self.applied.exists())
        self.assertTrue(self.sign.exists())

    def test_does_nothing_while_nothing_changes(self) -> None:
        self.look()
        self.look()
        self.connect.assert_called_once_with(DECLARED)

    def test_applies_what_is_declared_anew(self) -> None:
        self.look()
        self.declared = DECLARED._replace(buckets=(KEPT, PLAIN))
        self.assertIn(("make", "plain"), self.look())

    def test_logs_in_anew_with_another_secret(self) -> None:
        self.look()
        self.secret.return_value = "two"
        self.look()
        self.assertEqual(self.connect.call_count, 2)

    def test_puts_right_once_an_hour_what_was_changed_by_hand(self) -> None:
        self.look()
        self.store.policies["kept"] = None
        self.assertEqual(self.look(3590), [])
        self.connect.assert_called_once_with(DECLARED)
        self.assertEqual(self.look(20), [("policy", "kept")])

    def test_tries_again_what_failed_and_tells_once_why(self) -> None:
        self.store.problem = StoreError("nobody answers")
        self.look()
        self.look()
        self.assertEqual(self.output.getvalue(), "nobody answers\n")
        self.assertFalse(self.applied.exists())
        self.store.problem = None
        self.assertIn(("make", "kept"), self.look())

    def test_waits_for_what_isnt_mounted_yet(self) -> None:
        self.declared = Refusal("objectstore.json: mount it")
        self.look()
        self.assertEqual(self.output.getvalue(), "objectstore.json: mount it\n")
        self.declared = DECLARED
        self.assertIn(("make", "kept"), self.look())

    def test_cleans_up_at_once_and_then_once_a_day(self) -> None:
        self.look()
        self.look(86_300)
        self.assertEqual(self.clean_up.call_count, 1)
        self.look(200)
        self.assertEqual(self.clean_up.call_count, 2)

    def test_cleans_up_again_soon_where_it_failed(self) -> None:
        self.clean_up.side_effect = StoreError("no")
        self.look()
        self.look()
        self.assertEqual(self.clean_up.call_count, 1)
        self.clean_up.side_effect = None
        self.look(600)
        self.look(600)
        self.assertEqual(self.clean_up.call_count, 2)
