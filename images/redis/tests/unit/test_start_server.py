import contextlib
import io
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from examples import OTHER, OWN, member, view
from gx_program.say import Refusal
from gx_redis import start_server
from gx_redis.sentinels import View


class FakePeers:
    """Sentinels that say something else with each question; the last answer stays."""

    def __init__(self, *answers: list[View]) -> None:
        self.answers = list(answers)

    def views(self) -> list[View]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def close(self) -> None:
        pass


def seconds_pass(seconds: float) -> Iterator[float]:
    """As `attempts`, without waiting: once a second."""
    return iter([float(passed) for passed in range(int(seconds) + 1)])


class FindPrimaryTest(unittest.TestCase):
    def setUp(self) -> None:
        self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.enterContext(mock.patch.object(start_server, "attempts", seconds_pass))

    def find(
        self,
        *answers: list[View],
        is_empty: bool = False,
        memory: str = "",
        keys: dict[str, bool | None] | None = None,
    ) -> str:
        with (
            mock.patch.object(start_server, "Peers", lambda _: FakePeers(*answers)),
            mock.patch.object(start_server, "is_empty", lambda: is_empty),
            mock.patch.object(start_server, "read_if_there", lambda: memory),
            mock.patch.object(start_server, "has_keys", lambda _, name: (keys or {}).get(name)),
        ):
            return start_server.find_primary(member(), OWN)

    def test_follows_whom_the_newest_configuration_names(self) -> None:
        self.assertEqual(self.find([view(OWN, 1), view(OTHER, 2)]), OTHER)

    def test_waits_for_a_majority_and_does_with_less_at_the_end(self) -> None:
        self.assertEqual(self.find([], [view(OWN, 1)], [view(OWN, 1), view(OTHER, 2)]), OTHER)
        self.assertEqual(self.find([view(OTHER, 1)]), OTHER)

    def test_follows_its_own_memory_where_no_sentinel_answers(self) -> None:
        self.assertEqual(self.find([], memory=f"sentinel monitor gx {OTHER} 6379 2\n"), OTHER)

    def test_follows_the_first_member_where_nobody_knows_anything(self) -> None:
        self.assertEqual(self.find([]), OWN)

    def both(self, address: str, epoch: int) -> list[View]:
        return [view(address, epoch), view(address, epoch)]

    def test_an_empty_primary_starts_where_the_others_are_empty(self) -> None:
        keys: dict[str, Any] = {"redis-1": False, "redis-2": False}
        self.assertEqual(self.find(self.both(OWN, 3), is_empty=True, keys=keys), OWN)

    def test_an_empty_primary_waits_until_one_with_data_is_promoted(self) -> None:
        answers = [self.both(OWN, 3)] * 4 + [self.both(OTHER, 4)]
        self.assertEqual(self.find(*answers, is_empty=True, keys={"redis-1": True, "redis-2": False}), OTHER)

    def test_an_empty_primary_refuses_to_empty_the_others(self) -> None:
        for keys, epoch in (({"redis-1": True}, 0), ({"redis-1": False}, 3), ({}, 3)):
            with self.subTest(keys=keys), self.assertRaisesRegex(Refusal, "redis-.* may have data.*CONFIG SET replica-priority"):
                self.find(self.both(OWN, epoch), is_empty=True, keys=dict(keys))

    def test_an_empty_primary_of_epoch_0_starts_after_a_while_where_others_dont_answer(self) -> None:
        self.assertEqual(self.find(self.both(OWN, 0), is_empty=True), OWN)
        self.assertEqual(self.find([], is_empty=True), OWN)


class RequireRoomTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_refuses_a_volume_without_room(self) -> None:
        with mock.patch.object(start_server, "LEAST_ROOM_MEBIBYTES", 2**60):
            with self.assertRaisesRegex(Refusal, "MiB left.*gx:redis.volumeMebibytes"):
                start_server.require_room(self.folder)

    def test_takes_one_with_room(self) -> None:
        with mock.patch.object(start_server, "LEAST_ROOM_MEBIBYTES", 0):
            start_server.require_room(self.folder)
