import contextlib
import io
import os
import tempfile
import time
import unittest
from pathlib import Path

from gx_objectstore.probes import LONGEST_LOOK_SECONDS, liveness, readiness


class ProbesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.file = Path(self.enterContext(tempfile.TemporaryDirectory())) / "sign"
        self.said = self.enterContext(contextlib.redirect_stderr(io.StringIO()))

    def test_is_ready_once_all_was_applied(self) -> None:
        self.assertEqual(readiness(self.file), 1)
        self.assertIn("the keeper's log says why", self.said.getvalue())
        self.file.touch()
        self.assertEqual(readiness(self.file), 0)

    def test_is_alive_while_it_looks(self) -> None:
        self.assertEqual(liveness(self.file), 1)
        self.assertIn("hasn't begun", self.said.getvalue())
        self.file.touch()
        self.assertEqual(liveness(self.file), 0)
        long_ago = time.time() - LONGEST_LOOK_SECONDS - 1
        os.utime(self.file, (long_ago, long_ago))
        self.assertEqual(liveness(self.file), 1)
        self.assertIn("last looked 301 s ago", self.said.getvalue())
