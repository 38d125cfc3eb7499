"""How programs end."""

import contextlib
import io
import json
import os
import signal
import threading
import unittest

import paths  # noqa: F401
from gx_shared.outcome import told_outcome
from gx_shared.progress import Refusal


class OutcomeTest(unittest.TestCase):
    """Each test runs something and looks at the last line."""

    def tearDown(self) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def told(self, error: Refusal | None = None, signalled: bool = False) -> tuple[int, dict[str, object]]:
        def run() -> dict[str, object]:
            if signalled:
                os.kill(os.getpid(), signal.SIGTERM)
                threading.Event().wait(60)
            if error:
                raise error
            return {"backup": "F1"}

        with contextlib.redirect_stdout(io.StringIO()) as output:
            code = told_outcome(run)
        return code, json.loads(output.getvalue().splitlines()[-1])

    def test_what_is_done_is_told(self) -> None:
        self.assertEqual((0, {"result": "done", "backup": "F1"}), self.told())

    def test_a_refusal_is_told(self) -> None:
        self.assertEqual((1, {"result": "failed", "error": "why. Mend it."}), self.told(Refusal("why. Mend it.")))

    def test_told_to_end_it_ends_in_order(self) -> None:
        code, outcome = self.told(signalled=True)
        self.assertEqual((1, "failed"), (code, outcome["result"]))
        self.assertIn("told to end", str(outcome["error"]))


if __name__ == "__main__":
    unittest.main()
