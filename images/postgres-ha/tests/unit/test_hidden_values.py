"""That nothing of rows gets into what programs tell, which logs and reports show."""

import contextlib
import io
import os
import subprocess
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import paths  # noqa: F401
from gx_dump.run_program import run_restore
from gx_program.say import Refusal
from gx_shared.hidden_values import without_values
from gx_shared.progress import Waiter
from gx_shared.restored_server import PARAMETERS, RestoredServer

# As pg_restore 15 prints them.
FAILED_COPY = """pg_restore: error: COPY failed for table "users": ERROR:  duplicate key value violates a unique constraint
DETAIL:  Key (email)=(ann@example.org) already exists.
CONTEXT:  COPY users, line 5: "5\tann@example.org
of two lines"
"""


class HiddenValuesTest(unittest.TestCase):
    """Each test has lines with the value of a row."""

    def setUp(self) -> None:
        self.output = self.enterContext(contextlib.redirect_stdout(io.StringIO()))

    def test_names_stay_and_values_go(self) -> None:
        for line, shown in (
            ('ERROR:  invalid input syntax for type uuid: "ann"b"', "ERROR:  invalid input syntax for type uuid: (not shown)"),
            ('ERROR:  value "99999999999" is out of range', "ERROR:  value (not shown)"),
            ('ERROR:  relation "users" does not exist', 'ERROR:  relation "users" does not exist'),
            ('LOG:  restored log file "000000010000000000000002" from archive',) * 2,
        ):
            self.assertEqual(shown, without_values(line))

    def test_of_pg_restore_only_its_own_lines_are_told(self) -> None:
        folder = self.enterContext(TemporaryDirectory())
        program = Path(folder, "pg_restore")
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{FAILED_COPY}END\nexit 1\n")
        program.chmod(0o755)
        path = f"{folder}:{os.environ['PATH']}"
        with patch.dict(os.environ, PATH=path), self.assertRaises(Refusal) as caught:
            run_restore([], Waiter(60))
        for told in (str(caught.exception), self.output.getvalue()):
            self.assertIn('COPY failed for table "users"', told)
            self.assertNotIn("ann@example.org", told)
            self.assertNotIn("of two lines", told)

    def test_a_restored_server_is_told_of_without(self) -> None:
        self.assertEqual("terse", PARAMETERS["log_error_verbosity"])
        self.assertEqual("panic", PARAMETERS["log_min_error_statement"])
        script = """printf 'FATAL:  invalid value: "ann\\n\\tof two lines"\\n' >&2"""
        process = subprocess.Popen(["sh", "-c", script], stderr=subprocess.PIPE, text=True)
        server = RestoredServer(process, "/tmp")
        with self.assertRaises(Refusal) as caught:
            server.await_end()
        for told in (str(caught.exception), self.output.getvalue()):
            self.assertIn("FATAL:  invalid value: (not shown)", told)
            self.assertNotIn("ann", told)
            self.assertNotIn("of two lines", told)


if __name__ == "__main__":
    unittest.main()
