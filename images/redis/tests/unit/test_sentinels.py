import unittest
from typing import Any

from examples import OTHER, OWN, view
from gx_redis.resp import ServerError
from gx_redis.sentinels import View, agreed, ask, newest, objection


class FakeSentinel:
    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)

    def call_all(self, commands: list[tuple[str, ...]]) -> list[Any]:
        assert [words[-1] for words in commands] == ["gx", "gx"]
        return self.answers


class SentinelsTest(unittest.TestCase):
    def test_takes_the_address_that_clients_are_given_with_the_epoch(self) -> None:
        master = ["ip", OWN, "flags", "master,failover_in_progress", "config-epoch", "4"]
        found = ask(FakeSentinel(master, [OTHER, "6379"]), "gx")  # type: ignore[arg-type]
        self.assertEqual(found, View(OTHER, 4, frozenset({"master", "failover_in_progress"})))

    def test_finds_nothing_where_the_group_is_unknown(self) -> None:
        self.assertIsNone(ask(FakeSentinel(ServerError("ERR No such master with that name"), None), "gx"))  # type: ignore[arg-type]

    def test_throws_other_errors(self) -> None:
        with self.assertRaises(ServerError):
            ask(FakeSentinel(ServerError("NOPERM no"), None), "gx")  # type: ignore[arg-type]

    def test_the_newest_configuration_counts(self) -> None:
        self.assertEqual(newest([view(OWN, 1), view(OTHER, 2), view(OWN, 1)]), view(OTHER, 2))
        self.assertIsNone(newest([]))

    def test_agreed_takes_a_majority_on_the_newest(self) -> None:
        self.assertEqual(agreed([view(OWN, 2), view(OWN, 2, "s_down"), view(OTHER, 1)], 2), View(OWN, 2))
        for views in ([], [view(OWN, 2)], [view(OWN, 1), view(OWN, 1), view(OTHER, 2)], [view(OWN, 2), view(OTHER, 2)]):
            with self.subTest(views=views):
                self.assertIsNone(agreed(views, 2))

    def test_a_primary_takes_writes_only_where_nobody_doubts_it(self) -> None:
        fine = view(OWN, 2)
        self.assertIsNone(objection([fine, fine], OWN, 2))
        for views, reason in (
            ([fine], "no 2 agree"),
            ([view(OTHER, 3), view(OTHER, 3), fine], f"name {OTHER} as primary since epoch 3"),
            ([fine, fine, view(OWN, 2, "s_down")], "s_down"),
            ([fine, fine, view(OWN, 2, "disconnected")], "disconnected"),
            ([fine, fine, view(OTHER, 1, "failover_in_progress")], "failover_in_progress"),
        ):
            with self.subTest(views=views):
                self.assertIn(reason, objection(views, OWN, 2) or "")
