"""Calling pgBackRest, and its errors."""

import contextlib
import io
import unittest

import paths  # noqa: F401
from fake_pgbackrest import FakePgBackRest
from gx_backup.pgbackrest import PgBackRest, PgBackRestFailed, error_in
from gx_shared.progress import Waiter

# As 2.45 prints them.
NOT_EMPTY = """P00   INFO: remap data directory to '/data'
P00  ERROR: [040]: unable to restore to path '/data' because it contains files
            HINT: try using --delta if this is what you intended.
P00   INFO: restore command end: aborted with exception [040]"""
NO_STANDBY = """P00   WARN: unable to check pg2: [HostConnectError] unable to connect to 'b:8432'
P00  ERROR: [056]: unable to find standby cluster - cannot proceed
P00   INFO: backup command end: aborted with exception [056]"""
NO_OPTION = "ERROR: [037]: info command requires option: repo1-s3-key"


class ErrorsTest(unittest.TestCase):
    """What is made of printed lines."""

    def test_the_error_is_found_with_its_hint_in_one_line(self) -> None:
        text, code = error_in(NOT_EMPTY.splitlines(), 40)
        self.assertEqual(40, code)
        self.assertRegex(text, "^unable to restore to path '/data' .* files HINT: try using --delta .* intended$")
        self.assertEqual(("info command requires option: repo1-s3-key", 37), error_in([NO_OPTION], 37))

    def test_why_members_were_not_asked_comes_with_it(self) -> None:
        text, _ = error_in(NO_STANDBY.splitlines(), 56)
        self.assertEqual(
            "unable to check pg2: [HostConnectError] unable to connect to 'b:8432'; "
            "unable to find standby cluster - cannot proceed",
            text,
        )

    def test_an_end_without_a_word_is_told_by_its_status(self) -> None:
        self.assertEqual(("ended with status 137", 137), error_in(["P00   INFO: backup command begin"], 137))

    def test_what_was_decrypted_with_a_wrong_key_is_not_shown(self) -> None:
        self.assertEqual(
            ("key/value found at line 1: K", 29),
            error_in(["ERROR: [029]: key/value found at line 1: \x00K\ufffd\ufffd"], 29),
        )


class PgBackRestTest(unittest.TestCase):
    """Each test calls a fake one."""

    def setUp(self) -> None:
        self.fake = self.enterContext(FakePgBackRest())
        self.output = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.pgbackrest = PgBackRest("main", Waiter(100))

    def test_a_command_is_run_with_its_options_and_told(self) -> None:
        self.fake.answers("check", "P00   INFO: check command begin")
        self.pgbackrest.run("check", ["--pg1-host=a"])
        [words] = self.fake.calls
        self.assertEqual(["--stanza=main", "check"], words[:2])
        self.assertEqual("--pg1-host=a", words[-1])
        self.assertIn("check command begin", self.output.getvalue())

    def test_an_error_ends_it_with_cause_and_remedy(self) -> None:
        self.fake.answers("backup", NO_STANDBY, code=56)
        with self.assertRaisesRegex(
            PgBackRestFailed, "^pgbackrest backup: .* unable to find standby .* Does a member lead"
        ) as caught:
            self.pgbackrest.run("backup")
        self.assertTrue(caught.exception.lacks_standby)

    def test_an_answer_is_read(self) -> None:
        self.fake.answers("info", [{"name": "main"}])
        self.assertEqual([{"name": "main"}], self.pgbackrest.ask("info"))
        self.assertEqual("", self.output.getvalue())

    def test_an_answer_that_quotes_what_cannot_be_printed_is_read(self) -> None:
        self.fake.answers("info", '[{"message":"found: \x01\x0c\x7f"}]')
        self.assertEqual([{"message": "found: \x01\x0c\x7f"}], self.pgbackrest.ask("info"))

    def test_an_answer_that_is_none_is_told(self) -> None:
        self.fake.answers("info", "stanza: main")
        with self.assertRaisesRegex(PgBackRestFailed, "^pgbackrest info: answered what isn't JSON"):
            self.pgbackrest.ask("info")

    def test_no_answer_ends_it_too(self) -> None:
        self.fake.answers("info", "", code=1)
        with self.assertRaisesRegex(PgBackRestFailed, "^pgbackrest info: ended with status 1. What it printed"):
            self.pgbackrest.ask("info")


if __name__ == "__main__":
    unittest.main()
