"""Commits that would wait for a standby, on a real PostgreSQL."""

import unittest
from unittest.mock import patch

import paths  # noqa: F401
from database_case import DatabaseCase
from declared_example import application_role
from gx_shared.progress import NotYet, Waiter

ROLES = [application_role("svc_identity"), application_role("svc_report"), application_role("svc_other", "b")]
CHANGES = [f"postgres: role svc_other_b: {one}" for one in ("created", "member of svc_other", "password set")]
CANCELLED = "canceling wait for synchronous replication"


class WaitingTest(DatabaseCase):
    """The server's commits wait for a standby, and there is none."""

    def setUp(self) -> None:
        super().setUp()
        self.administer("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.administer("SELECT pg_reload_conf()")

    def test_without_a_standby_none_is_waited_for(self) -> None:
        self.assertEqual(CHANGES, self.apply(applicationRoles=ROLES))
        self.assertEqual(2, len(self.retire(applicationRoles=ROLES)))
        self.assertNotIn(CANCELLED, self.server.log.read_text())

    def test_a_commit_that_waits_for_a_lost_one_ends_and_is_told(self) -> None:
        with (
            patch("gx_shared.database.HAS_STANDBY", "SELECT true"),
            patch("gx_shared.database.SPARE_SECONDS", -59.0),
            self.assertRaisesRegex(NotYet, "no answer for 1 s .* a commit waits for a standby"),
        ):
            self.apply(applicationRoles=ROLES)
        Waiter(60).until("the end of the commit's wait", self.require_cancelled)
        self.assertEqual(CHANGES[1:], self.apply(applicationRoles=ROLES))

    def require_cancelled(self) -> None:
        if CANCELLED not in self.server.log.read_text():
            raise NotYet("the log doesn't show it")


if __name__ == "__main__":
    unittest.main()
