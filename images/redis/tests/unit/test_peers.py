import threading
import unittest
from concurrent.futures import wait
from typing import Any
from unittest import mock

from examples import ADDRESSES, OTHER, OWN, KnownMember, member, view
from gx_redis import peers
from gx_redis.resp import Unreachable


class PeersTest(unittest.TestCase):
    def setUp(self) -> None:
        self.released = threading.Event()
        self.epoch = 1
        self.connected: list[str] = []
        self.broken: set[str] = set()
        self.slow = ADDRESSES["redis-2"]
        self.enterContext(mock.patch.object(peers.access, "sentinel", self.connect))
        self.enterContext(mock.patch.object(peers, "ask", self.answer))
        self.enterContext(mock.patch.object(peers, "PATIENCE_SECONDS", 0.2))
        self.peers = peers.Peers(member())
        self.addCleanup(self.peers.close)
        self.addCleanup(self.released.set)

    def connect(self, _: Any, host: str) -> Any:
        self.connected.append(host)
        return mock.Mock(host=host)

    def answer(self, connection: Any, group: str) -> Any:
        if connection.host in self.broken:
            raise Unreachable("gone")
        if connection.host == self.slow:
            self.released.wait()
        return view(connection.host, self.epoch)

    def test_one_that_is_slow_delays_nobody_and_is_heard_later(self) -> None:
        self.assertCountEqual(self.peers.views(), [view(OWN, 1), view(OTHER, 1)])
        self.assertCountEqual(self.peers.views(), [view(OWN, 1), view(OTHER, 1)])
        self.released.set()
        self.assertCountEqual(self.peers.views(), [view(address, 1) for address in ADDRESSES.values()])

    def test_keeps_connections_until_they_break(self) -> None:
        self.slow = ""
        self.peers.views()
        self.peers.views()
        self.assertCountEqual(self.connected, ADDRESSES.values())
        self.broken.add(OTHER)
        self.assertNotIn(view(OTHER, 1), self.peers.views())
        self.broken.clear()
        self.assertIn(view(OTHER, 1), self.peers.views())
        self.assertEqual(self.connected.count(OTHER), 2)

    def test_resolves_each_name_once(self) -> None:
        self.slow = ""
        self.peers.views()
        with mock.patch.object(KnownMember, "stable_address", side_effect=AssertionError("asked a name server")):
            self.broken.add(OTHER)
            self.peers.views()
            self.broken.clear()
            self.assertIn(view(OTHER, 1), self.peers.views())

    def test_stays_connected_without_waiting_and_forgets_what_was_said_meanwhile(self) -> None:
        self.peers.stay_connected()
        self.released.set()
        wait(self.peers._asked.values())
        self.epoch = 2
        self.peers.stay_connected()
        self.assertCountEqual(self.peers.views(), [view(address, 2) for address in ADDRESSES.values()])
        self.assertCountEqual(self.connected, ADDRESSES.values())
