"""What is told of pgBackRest's lines."""

import contextlib
import io
import unittest

import paths  # noqa: F401
from gx_backup.file_progress import REPORT_EVERY_SECONDS, FileProgress

FILE = "P01 DETAIL: backup file /data/base/1/2605 (bundle 1/2636752, 16KB, {}%) checksum 8c0440a5744ec63b"
OTHER = "P00 DETAIL: sync path '/data/pg_wal'"


class FileProgressTest(unittest.TestCase):
    """Each test gives lines at moments."""

    def test_files_are_told_now_and_then_and_other_lines_always(self) -> None:
        seconds = 0.0
        progress = FileProgress(lambda: seconds)
        with contextlib.redirect_stdout(io.StringIO()) as output:
            progress("P00   INFO: backup command begin 2.45")
            progress(FILE.format("1.20"))
            seconds = REPORT_EVERY_SECONDS
            progress(OTHER)
            progress(FILE.format("45.20"))
            progress(FILE.format("45.30"))
            seconds *= 2
            progress(FILE.format("100.00").replace("backup file", "restore file"))
            progress("P00  ERROR: [056]: unable to find standby cluster")
        self.assertEqual(
            [
                "P00   INFO: backup command begin 2.45",
                "backup: 45%",
                "restore: 100%",
                "P00  ERROR: [056]: unable to find standby cluster",
            ],
            output.getvalue().splitlines(),
        )


if __name__ == "__main__":
    unittest.main()
