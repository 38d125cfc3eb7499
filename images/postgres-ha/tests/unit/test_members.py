"""Which members pgBackRest is given."""

import contextlib
import io
import unittest
from typing import Any
from unittest.mock import Mock, patch

import paths  # noqa: F401
from backup_example import settings
from gx_backup.members import answering_members, member_options
from gx_program.say import Refusal
from gx_shared.progress import Waiter


class MembersTest(unittest.TestCase):
    """Each test has members that answer and members that don't."""

    def setUp(self) -> None:
        self.seconds = 0.0

    def answering(self, *silent: str, until: float = float("inf")) -> list[str]:
        """What is given where some are silent, from the start `until` so many seconds later."""

        def connect(address: tuple[str, int], timeout: float) -> Any:
            host, port = address
            self.assertEqual(8432, port)
            if host in silent and self.seconds < until:
                raise TimeoutError("timed out")
            return Mock()

        def sleep(seconds: float) -> None:
            self.seconds += seconds

        with contextlib.redirect_stdout(io.StringIO()) as output:
            try:
                return answering_members(settings(), Waiter(100, lambda: self.seconds, sleep), connect)
            finally:
                self.printed = output.getvalue()

    def test_all_that_answer_are_given_at_once(self) -> None:
        self.assertEqual(["postgres-0.test", "postgres-1.test"], self.answering())
        self.assertEqual((0, ""), (self.seconds, self.printed))

    def test_one_that_answers_late_is_waited_for(self) -> None:
        self.assertEqual(["postgres-0.test", "postgres-1.test"], self.answering("postgres-0.test", until=7))
        self.assertEqual(7, self.seconds)
        self.assertNotIn("warning", self.printed)

    def test_one_that_does_not_is_left_out_and_told_of(self) -> None:
        self.assertEqual(["postgres-1.test"], self.answering("postgres-0.test"))
        self.assertIn("\nwarning: postgres-0.test:8432 doesn't answer: timed out\n", self.printed)
        self.assertEqual(30, self.seconds)

    def test_where_none_answers_nothing_is_begun(self) -> None:
        with self.assertRaisesRegex(Refusal, "^members: none of postgres-0.test, postgres-1.test answers on port 8432"):
            self.answering("postgres-0.test", "postgres-1.test")

    def test_options_are_numbered_by_member(self) -> None:
        with patch.dict("os.environ", {"PGDATA": "/data/pgdata"}):
            options = member_options(["a", "b"], 8432)
        self.assertEqual(["--pg1-host=a", "--pg2-host=b"], [one for one in options if "-host=" in one])
        self.assertIn("--pg2-path=/data/pgdata", options)
        self.assertIn("--pg1-host-cert-file=/tls/backup/tls.crt", options)


if __name__ == "__main__":
    unittest.main()
