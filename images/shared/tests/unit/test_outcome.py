"""How jobs end."""

import contextlib
import io
import json
import os
import signal
import threading
import unittest
from collections.abc import Callable

import paths  # noqa: F401
from gx_program.outcome import LAST_LINE, job_parser, told_outcome
from gx_program.say import Refusal


class OutcomeTest(unittest.TestCase):
    """Each test runs something and looks at the last line."""

    def setUp(self) -> None:
        self.addCleanup(signal.signal, signal.SIGTERM, signal.getsignal(signal.SIGTERM))

    def told(self, run: Callable[[], dict[str, object]], **always: object) -> tuple[int, dict[str, object]]:
        with contextlib.redirect_stdout(io.StringIO()) as output:
            code = told_outcome(run, always)
        return code, json.loads(output.getvalue().splitlines()[-1])

    def test_what_is_done_is_told(self) -> None:
        self.assertEqual((0, {"result": "done", "backup": "F1"}), self.told(lambda: {"backup": "F1"}))

    def test_a_refusal_is_told(self) -> None:
        def refuse() -> dict[str, object]:
            raise Refusal("why. Mend it.")

        self.assertEqual((1, {"result": "failed", "error": "why. Mend it."}), self.told(refuse))

    def test_a_file_that_cant_be_used_is_told(self) -> None:
        def read() -> dict[str, object]:
            raise FileNotFoundError(2, "No such file or directory", "/dump/facts.json")

        code, outcome = self.told(read)
        self.assertEqual((1, "failed"), (code, outcome["result"]))
        self.assertIn("/dump/facts.json: No such file or directory. Has its volume room", str(outcome["error"]))

    def test_what_is_always_told_is_as_it_is_at_the_end(self) -> None:
        changed: list[str] = []

        def change() -> dict[str, object]:
            changed.append("a role")
            raise Refusal("why")

        self.assertEqual(["a role"], self.told(change, changed=changed)[1]["changed"])

    def test_told_to_end_it_ends_in_order(self) -> None:
        def wait() -> dict[str, object]:
            os.kill(os.getpid(), signal.SIGTERM)
            threading.Event().wait(60)
            return {}

        code, outcome = self.told(wait)
        self.assertEqual((1, "failed"), (code, outcome["result"]))
        self.assertIn("told to end", str(outcome["error"]))

    def test_the_help_tells_of_it(self) -> None:
        text = " ".join(job_parser("keep", "Keeps.").format_help().split())
        self.assertTrue(text.endswith(LAST_LINE), text)


if __name__ == "__main__":
    unittest.main()
