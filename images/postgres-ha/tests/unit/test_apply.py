"""What a run does and waits for while a member is away."""

import unittest

import paths  # noqa: F401
from connected import Connected
from fake_cluster import FakeCluster
from gx_program.say import Refusal
from gx_reconcile.apply import apply

STRICT = {"ttl": 20, "synchronous_mode": True, "synchronous_mode_strict": True}


class ApplyTest(unittest.TestCase):
    """Each test applies what is declared to a fake cluster whose configuration is another one."""

    def apply(self, fake: FakeCluster, was_empty: bool = False) -> list[str]:
        fake.configuration = {"ttl": 30}
        fake.settle()

        def fill() -> bool:
            fake.actions.append("fill")
            return was_empty

        with Connected(fake) as connected:
            not_well = apply(connected.cluster, connected.pods, fill)
        self.printed = connected.printed
        self.assertEqual([], fake.violations)
        return not_well

    def test_where_all_are_well_nothing_is_waited_for(self) -> None:
        fake = FakeCluster()
        self.assertEqual([], self.apply(fake))
        self.assertEqual(["replace configuration", "fill"], fake.actions)
        self.assertLess(fake.seconds, 30)

    def test_a_dead_member_holds_nothing_up_where_nothing_is_to_be_rolled(self) -> None:
        for changes in ({}, {"synchronous": "strict", "configuration": STRICT}):
            with self.subTest(changes):
                fake = FakeCluster(timeoutSeconds=1800, **changes)
                fake.members["postgres-1"].is_up = False
                [not_well] = self.apply(fake)
                self.assertRegex(not_well, "^postgres-1: doesn't answer")
                self.assertIn(f"warning: not well after 60 s, and not waited for: {not_well}", self.printed)
                self.assertEqual(["replace configuration", "fill"], fake.actions)
                self.assertTrue(60 <= fake.seconds < 90, fake.seconds)

    def test_a_leader_alone_is_enough_unless_commits_must_wait(self) -> None:
        fake = FakeCluster()
        fake.members["postgres-1"].is_up = fake.members["postgres-2"].is_up = False
        self.assertEqual(2, len(self.apply(fake)))
        strict = FakeCluster(synchronous="strict", configuration=STRICT)
        strict.members["postgres-1"].is_up = strict.members["postgres-2"].is_up = False
        with self.assertRaisesRegex(Refusal, "100 s passed .* no standby is synchronous"):
            self.apply(strict)
        self.assertEqual(["replace configuration", "fill"], strict.actions)

    def test_a_dead_member_is_waited_for_before_others_are_rolled(self) -> None:
        fake = FakeCluster()
        fake.members["postgres-1"].is_up = False
        fake.members["postgres-2"].revision = "old"
        with self.assertRaisesRegex(Refusal, "100 s passed .* postgres-1 doesn't stream"):
            self.apply(fake)
        self.assertEqual(["replace configuration", "fill"], fake.actions)

    def test_a_dead_member_of_an_old_revision_is_replaced(self) -> None:
        fake = FakeCluster()
        fake.members["postgres-1"].is_up = False
        fake.members["postgres-1"].revision = "old"
        self.assertEqual([], self.apply(fake))
        self.assertEqual(["replace configuration", "fill", "delete postgres-1"], fake.actions)

    def test_all_members_of_a_new_cluster_are_waited_for(self) -> None:
        fake = FakeCluster(timeoutSeconds=1800)
        fake.members["postgres-2"].is_up = False
        fake.members["postgres-2"].starts_in = 200
        self.assertEqual([], self.apply(fake, was_empty=True))
        self.assertGreaterEqual(fake.seconds, 200)


if __name__ == "__main__":
    unittest.main()
