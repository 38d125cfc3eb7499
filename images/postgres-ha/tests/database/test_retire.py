"""Ending logins on a real PostgreSQL."""

import unittest

import paths  # noqa: F401
from database_case import DatabaseCase
from declared_example import application_role, document
from gx_program.say import Refusal


class RetireTest(DatabaseCase):
    """Logins that were replaced, and those of services that are gone."""

    def test_a_login_is_replaced_while_the_old_one_is_in_use(self) -> None:
        old = self.connect("svc_identity_a")
        roles = [application_role("svc_identity", "b"), application_role("svc_report"), application_role("svc_other")]
        second = {"applicationRoles": roles}
        with self.assertRaisesRegex(Refusal, "svc_identity_b can't log in"):
            self.retire(**second)
        self.connect("svc_identity_a")
        self.assertEqual(
            [f"postgres: role svc_identity_b: {one}" for one in ("created", "member of svc_identity", "password set")],
            self.apply(**second),
        )
        new = self.connect("svc_identity_b")
        for session in (old, new, self.connect("svc_identity_a")):
            self.run_in(session, "INSERT INTO made_after (note) VALUES ('during')")
        self.assertEqual((["postgres: role svc_identity_a: retired"], {"svc_identity_a": 3}), self.retire(**second))
        self.run_in(old, "INSERT INTO made_after (note) VALUES ('still open')")
        self.assert_no_login("svc_identity_a", reason="authentication failed")
        self.assertEqual(([], {"svc_identity_a": 3}), self.retire(**second))
        self.assertEqual([], self.apply(**second))
        self.assertEqual(
            [f"postgres: role svc_identity_a: {one}" for one in ("attributes set", "password set")], self.apply()
        )

    def test_the_logins_of_a_service_that_is_gone_end(self) -> None:
        databases = [{**document()["databases"][0], "readers": []}, document()["databases"][1]]
        left = {
            "databases": databases,
            "applicationRoles": [application_role(name) for name in ("svc_identity", "svc_other")],
        }
        session = self.connect("svc_report_a")
        self.assertEqual([], self.apply(**left))
        self.assertNotIn("svc_report_a may log in", self.output.getvalue())
        self.run_in(self.connect("svc_report_a"), "SELECT 1")
        self.assertEqual((["postgres: role svc_report_a: retired"], {"svc_report_a": 2}), self.retire(**left))
        self.assert_no_login("svc_report_a", reason="authentication failed")
        self.run_in(session, "SELECT 1")
        self.assertEqual(([], {"svc_report_a": 2}), self.retire(**left))
        self.assertEqual([], self.apply(**left))
        self.apply()
        self.connect("svc_report_a")

    def test_roles_made_by_hand_are_left_alone(self) -> None:
        self.administer("CREATE ROLE hand; CREATE ROLE hand_a LOGIN IN ROLE hand; CREATE ROLE svc_report_c LOGIN")
        self.administer("CREATE ROLE svc_other_c LOGIN IN ROLE svc_other")
        self.apply()
        for name in ("hand_a", "svc_report_c", "svc_other_c"):
            self.assertIn(f"warning: role {name} may log in", self.output.getvalue())
        self.assertEqual(([], {}), self.retire())


if __name__ == "__main__":
    unittest.main()
