"""Running other programs."""

import os
import unittest

import paths  # noqa: F401
from gx_program.say import Refusal
from gx_shared.command import run_command
from gx_shared.progress import Waiter


class CommandTest(unittest.TestCase):
    """Each test runs a small script."""

    def setUp(self) -> None:
        self.seconds = 0.0
        self.waiter = Waiter(100, lambda: self.seconds)
        self.told: list[str] = []

    def test_lines_of_both_outputs_and_the_status_are_told(self) -> None:
        ended = run_command(
            ["sh", "-c", "echo one; echo two >&2; printf '\\377'; exit 3"], self.waiter, self.told.append
        )
        self.assertEqual((3, ("one", "two", "\ufffd")), ended)
        self.assertEqual(list(ended.lines), self.told)

    def test_lines_are_told_as_they_come(self) -> None:
        def tell(line: str) -> None:
            self.told.append(line)
            answer.write("go on\n")
            answer.flush()

        reader, writer = os.pipe()
        with os.fdopen(writer, "w") as answer, os.fdopen(reader):
            script = f"echo begun; read word < /proc/{os.getpid()}/fd/{reader}; echo $word"
            run_command(["sh", "-c", script], self.waiter, tell)
        self.assertEqual(["begun", "go on"], self.told)

    def test_at_the_deadline_it_is_ended_and_its_last_line_told(self) -> None:
        def tell(line: str) -> None:
            self.told.append(line)
            self.seconds = 100.0

        script = "echo $$; exec sleep 600"
        with self.assertRaisesRegex(Refusal, "timeoutSeconds: 100 s passed .* the end of sh: its last line is '\\d+'"):
            run_command(["sh", "-c", script], self.waiter, tell)
        with self.assertRaises(ProcessLookupError):
            os.kill(int(self.told[0]), 0)


if __name__ == "__main__":
    unittest.main()
