"""Ending other programs."""

import subprocess
import unittest

import paths  # noqa: F401
from gx_program.processes import end


class EndTest(unittest.TestCase):
    """Each test runs a small script, which says when it is ready."""

    def started(self, script: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE)
        assert process.stdout
        self.addCleanup(process.stdout.close)
        self.assertEqual(b"ready\n", process.stdout.readline())
        return process

    def test_by_the_signal(self) -> None:
        process = self.started("trap 'exit 3' TERM; echo ready; while :; do sleep 0.01; done")
        end(process, 60)
        self.assertEqual(3, process.returncode)

    def test_at_once_where_it_doesnt_heed_that(self) -> None:
        process = self.started("trap '' TERM; echo ready; while :; do sleep 0.01; done")
        end(process, 0.05)
        self.assertEqual(-9, process.returncode)

    def test_leaves_one_that_has_ended(self) -> None:
        process = self.started("echo ready; exit 4")
        process.wait()
        end(process, 60)
        self.assertEqual(4, process.returncode)


if __name__ == "__main__":
    unittest.main()
