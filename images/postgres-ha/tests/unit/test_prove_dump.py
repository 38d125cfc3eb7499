"""What a restored dump is refused for. That one is restored at all is shown by tests/database."""

import contextlib
import io
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import paths  # noqa: F401
from dump_example import settings
from gx_dump.facts import Facts, write_facts
from gx_dump.prove_dump import prove_dump, require_same
from gx_program.say import Refusal
from gx_shared.progress import Waiter


class SameTest(unittest.TestCase):
    """Rows by table, as counted and as found."""

    def test_the_same_passes(self) -> None:
        require_same({"a": 1, "b": 0}, {"b": 0, "a": 1})

    def test_each_difference_is_named(self) -> None:
        with self.assertRaisesRegex(Refusal, "b is missing, c wasn't counted, a has 2 rows in place of 1. This dump"):
            require_same({"a": 1, "b": 0}, {"a": 2, "c": 0})

    def test_many_are_not_all_named(self) -> None:
        with self.assertRaisesRegex(Refusal, "4 is missing and 3 more"):
            require_same({str(number): 1 for number in range(8)}, {})


class RefusedTest(unittest.TestCase):
    """What is seen before anything is restored."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(TemporaryDirectory()))
        self.data = self.folder / "pgdata"
        self.enterContext(contextlib.redirect_stdout(io.StringIO()))

    def prove(self) -> dict[str, object]:
        def connect(_folder: str) -> Any:
            raise AssertionError("nothing is restored")

        return prove_dump(settings(), self.folder, self.data, connect, Waiter(600))

    def write(self, database: str = "gx_protocol") -> None:
        write_facts(Facts("2026-11-30T12:00:00Z", "15.20", database, {}), self.folder)

    def test_facts_without_a_dump(self) -> None:
        self.write()
        with self.assertRaisesRegex(Refusal, "holds no gx_protocol.dump .* Fetch the dump and its facts together"):
            self.prove()

    def test_a_dump_of_another_database(self) -> None:
        self.write("other")
        (self.folder / "gx_protocol.dump").touch()
        with self.assertRaisesRegex(Refusal, "of database gx_protocol, but facts of other"):
            self.prove()

    def test_a_folder_with_data_is_left_alone(self) -> None:
        self.write()
        (self.folder / "gx_protocol.dump").touch()
        (self.data / "base").mkdir(parents=True)
        with self.assertRaisesRegex(Refusal, "isn't empty. Run this in a pod of its own"):
            self.prove()
        self.assertTrue((self.data / "base").exists())


if __name__ == "__main__":
    unittest.main()
