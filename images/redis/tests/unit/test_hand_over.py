import contextlib
import io
import unittest
from collections.abc import Iterator
from typing import Any
from unittest import mock

from examples import OTHER, OWN, PRIMARY_INFO, REPLICA_INFO, member
from gx_redis import hand_over
from gx_redis.resp import ServerError, Unreachable

REPLICAS_INFO = PRIMARY_INFO.replace("state=wait_bgsave", "state=online")


class Node:
    """A server, or a Sentinel, that notes what it is asked."""

    def __init__(self, info: str = "", address: str = OWN, priority: str = "100") -> None:
        self.info = info
        self.address = address
        self.priority = priority
        self.refusal: Exception | None = None
        self.calls: list[str] = []

    def __enter__(self) -> "Node":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def call(self, *words: Any) -> Any:
        self.calls.append(" ".join(map(str, words)))
        if words == ("INFO",):
            return self.info
        if words[:2] == ("SENTINEL", "REPLICAS"):
            return [["slave-priority", self.priority, "flags", "slave"]]
        if words[:2] == ("SENTINEL", "FAILOVER"):
            if self.refusal:
                raise self.refusal
            self.address = OTHER
        return "OK"

    def call_all(self, _: object) -> list[Any]:
        return [["flags", "master,failover_in_progress", "config-epoch", "4"], [self.address, "6379"]]


def a_few(_seconds: float, _pause: float = 0) -> Iterator[float]:
    return iter([0.0] * 3)


class HandOverTest(unittest.TestCase):
    def setUp(self) -> None:
        self.server = Node(REPLICAS_INFO)
        self.replicas = {address: Node(REPLICA_INFO.replace("700", "714")) for address in ("10.43.0.11", "10.43.0.12")}
        self.sentinel = Node()

    def run_it(self, count: int = 3) -> str:
        servers: dict[str, Node] = {"": self.server, **self.replicas}
        with (
            mock.patch.object(hand_over, "this_member", lambda: member(count)),
            mock.patch.object(hand_over, "attempts", a_few),
            mock.patch.object(hand_over.access, "server", lambda _, host="": servers[host]),
            mock.patch.object(hand_over.access, "sentinel", lambda _: self.sentinel),
            mock.patch.object(hand_over, "CONTAINER_LOG", "/nonexistent/log"),
            contextlib.redirect_stdout(io.StringIO()) as output,
        ):
            self.assertEqual(hand_over.main(), 0)
        return output.getvalue()

    def changes(self) -> list[str]:
        return [call for call in self.server.calls if call != "INFO"]

    def test_follows_the_new_primary_before_waiting_writes_go_on(self) -> None:
        self.assertIn(f"hand-over: {OTHER} is primary", self.run_it())
        self.assertEqual(self.changes(), ["CLIENT PAUSE 5000 WRITE", f"REPLICAOF {OTHER} 6379", "CLIENT UNPAUSE"])

    def test_a_replica_and_one_alone_have_nothing_to_hand_over(self) -> None:
        self.assertIn("there is nobody else", self.run_it(count=1))
        self.server.info = REPLICA_INFO
        self.assertIn("this is a replica", self.run_it())
        self.assertEqual((self.changes(), self.sentinel.calls), ([], []))

    def test_doesnt_stop_writes_while_nobody_can_be_promoted(self) -> None:
        self.sentinel.priority = "0"
        self.assertIn("no replica that may be promoted", self.run_it())
        self.assertEqual(self.changes(), [])

    def test_keeps_the_role_and_goes_on_where_a_replica_lacks_data(self) -> None:
        self.replicas["10.43.0.12"].info = REPLICA_INFO
        self.assertIn("these don't: 10.43.0.12", self.run_it())
        self.assertEqual(self.changes(), ["CLIENT PAUSE 5000 WRITE", "CLIENT UNPAUSE"])
        self.assertNotIn("SENTINEL FAILOVER gx", self.sentinel.calls)

    def test_keeps_the_role_and_goes_on_where_sentinel_refuses(self) -> None:
        for refusal in (ServerError("NOGOODSLAVE none"), Unreachable("hangs")):
            with self.subTest(refusal=refusal):
                self.sentinel.refusal = refusal
                self.server.calls.clear()
                self.assertIn(f"hand-over: {refusal}; Sentinel promotes", self.run_it())
                self.assertEqual(self.changes(), ["CLIENT PAUSE 5000 WRITE", "CLIENT UNPAUSE"])
