"""What a pod mounts."""

import os
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import paths  # noqa: F401
from gx_program.mounted import read_mounted, require_writable
from gx_program.say import Refusal


class MountedTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(TemporaryDirectory()))

    def test_reads_a_text(self) -> None:
        file = self.folder / "password"
        with self.assertRaisesRegex(Refusal, r"password: No such file or directory\. Mount the Secret there\."):
            read_mounted(file, "Mount the Secret there.")
        file.write_bytes(b"\xff")
        with self.assertRaisesRegex(Refusal, r"password: no text \(.*\)\. Mount the Secret there\."):
            read_mounted(file, "Mount the Secret there.")
        file.write_text("secret\n")
        self.assertEqual("secret", read_mounted(file, "Mount the Secret there."))

    def test_requires_a_volume_that_can_be_written(self) -> None:
        require_writable(self.folder)
        refused = f"is no folder that uid {os.getuid()} can write: mount a volume there that belongs to .*chown"
        with self.assertRaisesRegex(Refusal, refused):
            require_writable(self.folder / "nowhere")
        # Root may write everything.
        with mock.patch("os.access", return_value=False), self.assertRaisesRegex(Refusal, refused):
            require_writable(self.folder)


if __name__ == "__main__":
    unittest.main()
