"""What is told of a copy that is kept to be looked at. That PostgreSQL says the same is shown by tests/backup."""

import contextlib
import io
import json
import unittest
from collections.abc import Iterator
from typing import Any
from unittest import mock

import paths  # noqa: F401
from fake_pgbackrest import backup, info, segment
from gx_backup.look import look
from gx_backup.repository import contents_of
from gx_backup.wanted_restore import WantedRestore
from gx_program.sigterm import ToldToEnd

HISTORY = "1\t0/5000148\tbefore 2026-11-30 11:00:00+00\n\n2\t0/7000148\tbefore 2026-11-30 12:00:00+00\n"


class FakeServer:
    """Stands for a restored one, which answers with this row."""

    def __init__(self, row: tuple[object, ...]) -> None:
        self.row = row

    @contextlib.contextmanager
    def session(self, _database: str) -> Iterator["FakeServer"]:
        yield self

    def rows(self, _query: str) -> list[tuple[object, ...]]:
        return [self.row]


class LookTest(unittest.TestCase):
    """Each test keeps a copy until it is told to end."""

    def look(self, moment: str | None) -> tuple[list[str], dict[str, object]]:
        copies: Any = mock.MagicMock()
        copy = copies.restored.return_value.__enter__.return_value
        copy.server.await_end.side_effect = ToldToEnd("told")
        copy.ask.side_effect = lambda _what, probe: probe(FakeServer((moment, segment(7, 3), HISTORY)))
        repository: Any = mock.Mock()
        repository.look.return_value = contents_of(info(backup("F1", 2, 3)))
        with contextlib.redirect_stdout(io.StringIO()) as output:
            told = look(WantedRestore("postgres", None), "gx_protocol", repository, copies)
        return output.getvalue().splitlines(), told

    def test_how_far_it_went_is_told_before_it_is_ready_and_at_the_end(self) -> None:
        lines, told = self.look("2026-11-30 10:59:58+00")
        # The timeline that it followed, not its own.
        self.assertEqual({"timeline": 2, "lastTransaction": "2026-11-30 10:59:58+00"}, told)
        self.assertEqual({"result": "restored", **told}, json.loads(lines[0]))
        self.assertRegex(lines[1], "^ready, until this pod is deleted: ")

    def test_without_a_transaction_there_is_no_moment(self) -> None:
        self.assertEqual({"timeline": 2, "lastTransaction": None}, self.look(None)[1])


if __name__ == "__main__":
    unittest.main()
