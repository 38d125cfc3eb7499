import tempfile
import unittest
from pathlib import Path

from gx_objectstore.flush import flush


class FlushTest(unittest.TestCase):
    def test_flushes_a_folders_file_system_and_says_where_it_cant(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            flush(Path(name))
            with self.assertRaises(FileNotFoundError):
                flush(Path(name) / "missing")
