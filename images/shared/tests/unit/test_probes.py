"""Whether a process still looks."""

import contextlib
import io
import os
import time
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import paths  # noqa: F401
from gx_program.probes import looked


class LookedTest(unittest.TestCase):
    def test_by_when_it_touched_its_file(self) -> None:
        with TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()) as told:
            sign = Path(folder, "keeper")
            self.assertEqual(1, looked(sign, 15))
            self.assertIn("the keeper hasn't begun", told.getvalue())
            sign.touch()
            self.assertEqual(0, looked(sign, 15))
            os.utime(sign, (0, time.time() - 20))
            self.assertEqual(1, looked(sign, 15))
            self.assertIn("the keeper last looked 20 s ago", told.getvalue())


if __name__ == "__main__":
    unittest.main()
