"""A restored server that is kept for people to look at. That one is looked at is shown by tests/backup."""

import contextlib
import io
import unittest
from unittest import mock

import paths  # noqa: F401
from gx_program.say import Refusal
from gx_program.sigterm import ToldToEnd
from gx_shared.kept_server import keep


class KeptTest(unittest.TestCase):
    """How it ends, by what ends it."""

    def keep(self, ended: Refusal) -> str:
        server = mock.Mock(socket_folder="/tmp/restored")
        server.await_end.side_effect = ended
        with contextlib.redirect_stdout(io.StringIO()) as output:
            keep(server, "postgres", "gx_protocol")
        return output.getvalue()

    def test_it_says_how_and_ends_with_its_pod(self) -> None:
        ready = "ready, until this pod is deleted: psql --host=/tmp/restored --username=postgres gx_protocol\n"
        self.assertEqual(ready + "ended: the copy is removed\n", self.keep(ToldToEnd("told")))

    def test_it_fails_where_the_server_ends(self) -> None:
        with self.assertRaisesRegex(Refusal, "doesn't run"):
            self.keep(Refusal("PostgreSQL doesn't run on the restored files"))


if __name__ == "__main__":
    unittest.main()
