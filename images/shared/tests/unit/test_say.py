"""What is told."""

import contextlib
import io
import unittest

import paths  # noqa: F401
from gx_program.say import Teller


class TellerTest(unittest.TestCase):
    def test_tells_what_is_new_of_each_subject(self) -> None:
        teller = Teller()
        with contextlib.redirect_stdout(io.StringIO()) as output:
            for line in ("away", "away", "", "", "away"):
                teller.tell("server", line)
            teller.tell("keeper", "away")
        self.assertEqual("away\n" * 3, output.getvalue())


if __name__ == "__main__":
    unittest.main()
