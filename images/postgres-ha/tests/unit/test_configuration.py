"""Replacing Patroni's dynamic configuration."""

import unittest

import paths  # noqa: F401
from connected import Connected
from fake_cluster import FakeCluster
from gx_program.say import Refusal
from gx_reconcile.configuration import apply_configuration, differences, without_nulls


class ConfigurationTest(unittest.TestCase):
    """Each test applies the configuration of the declared example, or another one, to a fake cluster."""

    def apply(self, fake: FakeCluster) -> Connected:
        with Connected(fake) as connected:
            apply_configuration(connected.cluster)
        return connected

    def test_an_equal_configuration_is_left_alone(self) -> None:
        fake = FakeCluster()
        self.assertEqual([], self.apply(fake).journal.changed)
        self.assertEqual([], fake.actions)

    def test_another_one_is_replaced_as_a_whole_and_told_by_key(self) -> None:
        fake = FakeCluster(configuration={"ttl": 20, "synchronous_mode": True, "loop_wait": None, "postgresql": {}})
        fake.configuration = {"ttl": 30, "synchronous_mode": True, "loop_wait": 5, "postgresql": {"use_slots": False}}
        fake.settle()
        connected = self.apply(fake)
        self.assertEqual(["replace configuration"], fake.actions)
        self.assertEqual({"ttl": 20, "synchronous_mode": True, "postgresql": {}}, fake.configuration)
        keys = ["loop_wait", "postgresql.use_slots", "ttl"]
        self.assertEqual([f"configuration: {key}" for key in keys], connected.journal.changed)

    def test_it_ends_when_every_running_member_has_applied_it(self) -> None:
        fake = FakeCluster()
        fake.configuration = {"ttl": 30}
        fake.settle()
        fake.members["postgres-1"].is_up = False
        self.apply(fake)
        for name in ("postgres-0", "postgres-2"):
            self.assertEqual(fake.declared.configuration, fake.members[name].applied)

    def test_maintenance_is_not_ended(self) -> None:
        fake = FakeCluster()
        fake.configuration = {"ttl": 30, "pause": True}
        fake.settle()
        with self.assertRaisesRegex(Refusal, "patronictl resume"):
            self.apply(fake)
        self.assertEqual([], fake.actions)

    def test_members_that_need_a_restart_are_told(self) -> None:
        fake = FakeCluster()
        fake.members["postgres-2"].pending = {"wal_level": {}}
        self.assertIn("postgres-2 needs a restart for wal_level", self.apply(fake).printed)


class DifferencesTest(unittest.TestCase):
    """Pure comparisons."""

    def test_null_means_absent_at_any_depth(self) -> None:
        self.assertEqual(
            {"a": {"b": 1}, "d": [None]}, without_nulls({"a": {"b": 1, "c": None}, "d": [None], "e": None})
        )

    def test_keys_are_told_and_values_are_not(self) -> None:
        self.assertEqual(["a.b", "c", "d"], differences({"a": {"b": 1}, "c": 1}, {"a": {"b": 2}, "d": {}}))
        self.assertEqual([], differences({"a": {"b": [1]}}, {"a": {"b": [1]}}))


if __name__ == "__main__":
    unittest.main()
