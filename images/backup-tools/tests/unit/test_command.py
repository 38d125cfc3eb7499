"""Running other programs."""

import contextlib
import io
import os
import unittest
from unittest import mock

import pod  # noqa: F401
from gx_dumps.command import run_command
from gx_program.deadline import Deadline
from gx_program.say import Refusal


class CommandTest(unittest.TestCase):
    def setUp(self) -> None:
        self.output = self.enterContext(contextlib.redirect_stdout(io.StringIO()))

    def run_script(self, script: str, seconds: float = 30) -> tuple[int, tuple[str, ...], bytes]:
        parts: list[bytes] = []
        code, lines = run_command(["sh", "-c", script], "run a script", Deadline(seconds), parts.append)
        return code, lines, b"".join(parts)

    def test_hands_on_output_and_tells_errors(self) -> None:
        found = self.run_script("echo one; echo two >&2; printf three >&2; exit 4")
        self.assertEqual((4, ("two", "three"), b"one\n"), found)
        self.assertEqual("two\nthree\n", self.output.getvalue())

    def test_hands_on_more_than_a_pipe_holds(self) -> None:
        self.assertEqual(3_000_000, len(self.run_script("head -c 3000000 /dev/zero; echo done >&2")[2]))

    def test_tells_that_it_still_runs(self) -> None:
        self.enterContext(mock.patch("gx_dumps.command.REPORT_EVERY_SECONDS", 0.1))
        self.run_script("printf abc; sleep 0.5")
        self.assertIn("run a script: 0 s, 3 bytes so far\n", self.output.getvalue())

    def test_ends_it_at_the_deadline(self) -> None:
        with self.assertRaisesRegex(Refusal, "^timeoutSeconds: 0.5 s passed before the end of this: run a script"):
            self.run_script("echo $$ >&2; exec sleep 600", 0.5)
        with self.assertRaises(ProcessLookupError):
            os.kill(int(self.output.getvalue()), 0)


if __name__ == "__main__":
    unittest.main()
