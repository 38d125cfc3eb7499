"""Running other programs."""

import sys
import time
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import pod  # noqa: F401
from gx_etcd.command import Ran, run_command, start_command
from gx_program.deadline import Deadline
from gx_program.say import Refusal


def _python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


class CommandTest(unittest.TestCase):
    def test_what_it_writes_and_says_and_how_it_ends(self) -> None:
        script = "import sys; print('answer'); print('words', file=sys.stderr); sys.exit(3)"
        self.assertEqual(Ran(3, b"answer\n", "words\n"), run_command(_python(script), "run it", Deadline(30)))

    def test_it_reads_nothing(self) -> None:
        script = "import sys; print(len(sys.stdin.read()))"
        self.assertEqual(b"0\n", run_command(_python(script), "run it", Deadline(30)).output)

    def test_at_the_deadline_it_is_ended(self) -> None:
        begin = time.monotonic()
        with self.assertRaisesRegex(Refusal, "^timeoutSeconds: 0.3 s passed before the end of this: wait"):
            run_command(_python("import time; time.sleep(30)"), "wait", Deadline(0.3))
        self.assertLess(time.monotonic() - begin, 10)

    def test_after_the_deadline_it_does_not_begin(self) -> None:
        with self.assertRaisesRegex(Refusal, "before the end of this: wait"):
            run_command(["/no/such/program"], "wait", Deadline(0))

    def test_why_it_failed_in_a_line(self) -> None:
        for errors, reason in (
            ('{"level":"info"}\nError: two\nlines\n\n', "Error: two lines"),
            ("first\nlast\n", "last"),
            ("panic: page 2\n\ngoroutine 1:\nError: x\n", "panic: page 2"),
            ("fatal error: fault\n[signal]\n", "fatal error: fault"),
            ("", "status 7"),
            (f"Error: {'x' * 999}", f"Error: {'x' * 393}"),
        ):
            with self.subTest(errors):
                self.assertEqual(reason, Ran(7, b"", errors).reason)

    def test_one_that_goes_on_says_what_it_says_to_a_file(self) -> None:
        with TemporaryDirectory() as folder:
            log = Path(folder) / "log"
            process = start_command(_python("import sys; print('one'); print('two', file=sys.stderr)"), log)
            self.assertEqual(0, process.wait(30))
            self.assertEqual({"one", "two"}, set(log.read_text().split()))


if __name__ == "__main__":
    unittest.main()
