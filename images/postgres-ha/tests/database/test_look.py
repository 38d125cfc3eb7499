"""A copy for people to look at, with a real PostgreSQL and a real pgBackRest."""

import json
import os
import signal
import tempfile
import threading
import unittest
from datetime import datetime, timezone
from pathlib import Path
from unittest.mock import patch

import paths  # noqa: F401
from backup_case import DATABASE, STANZA, BackupCase
from gx_backup.look import look
from gx_backup.wanted_restore import WantedRestore
from gx_program.outcome import told_outcome
from gx_program.say import Refusal


class LookTest(BackupCase):
    """Each test has a full backup and looks at the latest."""

    def setUp(self) -> None:
        super().setUp()
        self.start()
        self.sockets = Path(tempfile.mkdtemp(dir=self.folder))
        self.enterContext(patch("gx_backup.look.SOCKET_FOLDER", self.sockets))
        self.addCleanup(signal.signal, signal.SIGTERM, signal.getsignal(signal.SIGTERM))

    def test_it_can_be_asked_until_the_pod_is_told_to_end(self) -> None:
        asked = []

        def ask() -> None:
            while "ready, until this pod is deleted" not in self.output.getvalue():
                threading.Event().wait(0.05)
            asked.append(self.administer("SELECT count(*) FROM account", DATABASE, self.sockets))
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=ask, daemon=True).start()
        code = told_outcome(lambda: look(WantedRestore(STANZA, None), DATABASE, self.repository, self.copies))
        self.assertEqual((0, [[(200,)]]), (code, asked))
        # What PostgreSQL itself says of its recovery, before it can be looked at and at the end.
        told = [json.loads(line) for line in self.output.getvalue().splitlines() if line.startswith("{")]
        self.assertEqual(["restored", "done"], [one["result"] for one in told])
        for one in told:
            self.assertEqual((1, True), (one["timeline"], "lastTransaction" in one))
        self.assertFalse(self.data.exists())

    def test_a_moment_before_the_first_backup_is_refused(self) -> None:
        wanted = WantedRestore(STANZA, datetime(2020, 1, 1, tzinfo=timezone.utc))
        with self.assertRaisesRegex(Refusal, "2020-01-01 00:00:00.00 can't be restored, only what is after"):
            look(wanted, DATABASE, self.repository, self.copies)


if __name__ == "__main__":
    unittest.main()
