"""The order in which members are rolled, what is refused, and that a second run finishes a first one."""

import unittest

import paths  # noqa: F401
from connected import Connected
from fake_cluster import FakeCluster, Interrupted
from gx_program.say import Refusal
from gx_reconcile.roll import apply_roll
from gx_reconcile.unstick import await_leader

PARAMETER = {"shared_buffers": {"old_value": "128MB", "new_value": "256MB"}}
LOWERED = {"max_connections": {"old_value": "200", "new_value": "100"}}
ROLLED = [
    "delete postgres-1",
    "delete postgres-2",
    "postgres-0 hands over to postgres-1",
    "delete postgres-0",
]


def outdated(**changes: object) -> FakeCluster:
    """A cluster all of whose pods are of an old revision."""
    fake = FakeCluster(**changes)  # type: ignore[arg-type]
    for member in fake.members.values():
        member.revision = "old"
    return fake


def waiting_for_restart(reason: dict[str, dict[str, str]], **changes: object) -> FakeCluster:
    """A cluster with a parameter that needs a restart."""
    fake = FakeCluster(**changes)  # type: ignore[arg-type]
    for member in fake.members.values():
        member.pending = reason
    return fake


class RollTest(unittest.TestCase):
    """Each test rolls a fake cluster."""

    def roll(self, fake: FakeCluster) -> str:
        with Connected(fake) as connected:
            apply_roll(connected.cluster, connected.pods)
        self.assertEqual([], fake.violations)
        return connected.printed

    def refused(self, fake: FakeCluster, reason: str) -> str:
        with Connected(fake) as connected, self.assertRaisesRegex(Refusal, reason):
            apply_roll(connected.cluster, connected.pods)
        self.assertEqual([], fake.violations)
        return connected.printed

    def test_nothing_is_done_where_nothing_is_due(self) -> None:
        fake = FakeCluster()
        self.assertEqual("", self.roll(fake))
        self.assertEqual([], fake.actions)

    def test_replicas_are_replaced_first_and_the_old_leader_last(self) -> None:
        fake = outdated()
        self.assertIn("waiting for a new pod postgres-1: it isn't ready", self.roll(fake))
        self.assertEqual(ROLLED, fake.actions)
        self.assertEqual({"new"}, {member.revision for member in fake.members.values()})

    def test_without_synchronous_replication_any_streaming_replica_takes_over(self) -> None:
        fake = outdated(synchronous="off", configuration={"ttl": 20})
        self.roll(fake)
        self.assertEqual(ROLLED, fake.actions)

    def test_a_second_run_goes_on_wherever_the_first_one_ended(self) -> None:
        for count in range(len(ROLLED)):
            with self.subTest(count=count):
                fake = outdated()
                fake.interrupt_after = count
                with Connected(fake) as connected, self.assertRaises(Interrupted):
                    apply_roll(connected.cluster, connected.pods)
                self.assertEqual(ROLLED[:count], fake.actions)
                fake.interrupt_after = None
                self.roll(fake)
                self.assertEqual(ROLLED, fake.actions)

    def test_parameters_are_applied_by_restarts_and_a_switchover(self) -> None:
        fake = waiting_for_restart(PARAMETER)
        self.roll(fake)
        self.assertEqual([*("restart postgres-1", "restart postgres-2"), ROLLED[2]], fake.actions)

    def test_a_lowered_limit_reaches_the_leader_first(self) -> None:
        fake = waiting_for_restart(LOWERED)
        self.roll(fake)
        self.assertEqual([f"restart postgres-{ordinal}" for ordinal in (0, 1, 2)], fake.actions)

    def test_a_pod_of_an_old_revision_is_replaced_and_not_restarted_too(self) -> None:
        fake = waiting_for_restart(PARAMETER)
        fake.members["postgres-2"].revision = "old"
        self.roll(fake)
        self.assertEqual(["restart postgres-1", "delete postgres-2", ROLLED[2]], fake.actions)

    def test_a_member_alone_is_replaced_or_restarted(self) -> None:
        for fake, action in (
            (outdated(replicas=1), "delete postgres-0"),
            (waiting_for_restart(PARAMETER, replicas=1), "restart postgres-0"),
        ):
            with self.subTest(action):
                self.roll(fake)
                self.assertEqual([action], fake.actions)

    def test_a_broken_replica_is_replaced_before_well_ones(self) -> None:
        fake = outdated()
        fake.members["postgres-2"].is_up = False
        self.roll(fake)
        replicas = ["delete postgres-2", "delete postgres-1"]
        self.assertEqual([*replicas, "postgres-0 hands over to postgres-2", "delete postgres-0"], fake.actions)

    def test_nothing_is_done_while_another_member_does_not_stream(self) -> None:
        fake = outdated()
        fake.members["postgres-2"].revision = "new"
        fake.members["postgres-2"].is_streaming = False
        printed = self.refused(fake, r"timeoutSeconds: 100 s passed .* postgres-2 doesn't stream .* run again")
        self.assertEqual([], fake.actions)
        self.assertLessEqual(20, printed.count("waiting for the next step of the roll"))

    def test_nothing_is_done_without_a_synchronous_standby_where_one_is_declared(self) -> None:
        fake = outdated()
        fake.chooses_synchronous, fake.synchronous = False, None
        self.refused(fake, "no standby is synchronous")
        self.assertEqual([], fake.actions)

    def test_nothing_is_done_before_the_statefulset_shows_its_newest_revision(self) -> None:
        fake = outdated()
        fake.seen_generation = 0
        self.refused(fake, "the StatefulSet's controller has not seen")
        self.assertEqual([], fake.actions)

    def test_restarts_that_do_not_help_end(self) -> None:
        fake = waiting_for_restart(PARAMETER)
        fake.restarts_help = False
        self.refused(fake, "postgres-1 still needs a restart after 3")
        self.assertEqual(["restart postgres-1"] * 3, fake.actions)

    def test_denied_access_ends_at_once_with_a_remedy(self) -> None:
        for denied, fake, remedy in (
            ("GET kubernetes", outdated(), "Role"),
            ("DELETE kubernetes", outdated(), "Role"),
            ("POST members", waiting_for_restart(PARAMETER), "/tls/admin"),
        ):
            with self.subTest(denied):
                fake.denied.add(denied)
                self.refused(fake, remedy)
                self.assertLess(fake.seconds, 10)


class UnstickTest(unittest.TestCase):
    """Clusters without a leader."""

    def test_silent_pods_of_an_old_revision_go_after_a_while(self) -> None:
        fake = outdated()
        fake.leader = None
        for member in fake.members.values():
            member.is_up = False
        fake.members["postgres-1"].revision = "new"
        fake.members["postgres-1"].starts_in = 5
        with Connected(fake) as connected:
            view = await_leader(connected.cluster, connected.pods)
        self.assertEqual("postgres-0", view.leader.name)
        self.assertEqual(["delete postgres-0", "delete postgres-2"], fake.actions)
        self.assertGreaterEqual(fake.seconds, 60)

    def test_pods_that_answer_stay(self) -> None:
        fake = outdated()
        fake.leader = None
        fake.members["postgres-0"].is_up = False
        fake.members["postgres-0"].revision = "new"
        with Connected(fake) as connected, self.assertRaisesRegex(Refusal, "no members lead"):
            await_leader(connected.cluster, connected.pods)
        self.assertEqual([], fake.actions)


if __name__ == "__main__":
    unittest.main()
