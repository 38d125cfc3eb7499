import contextlib
import io
import unittest
from typing import Any
from unittest import mock

from examples import OTHER, OWN, PRIMARY_INFO, REPLICA_INFO, member, view
from gx_program.say import Teller
from gx_redis.keeper import Keeper, Link
from gx_redis.resp import Unreachable
from gx_redis.sentinels import View


class FakeServer:
    """A server with the options that the keeper sets."""

    def __init__(self, info: str, wanted: int) -> None:
        self.info = info
        self.wanted = wanted
        self.changes: list[tuple[Any, ...]] = []

    def call(self, *words: Any) -> Any:
        if words == ("INFO",):
            return self.info
        if words == ("CONFIG", "GET", "min-replicas-to-write"):
            return [words[2], str(self.wanted)]
        self.changes.append(words)
        if words[:3] == ("CONFIG", "SET", "min-replicas-to-write"):
            self.wanted = words[3]
        return "OK"


class KeeperTest(unittest.TestCase):
    def setUp(self) -> None:
        self.output = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.endpoints = mock.Mock()
        self.keeper = Keeper(member(), OWN, self.endpoints, Teller())
        self.peers = mock.Mock()

    def look(self, server: FakeServer, *views: View) -> list[tuple[Any, ...]]:
        server.changes.clear()
        self.peers.views.return_value = list(views)
        self.keeper.look(server, self.peers)  # type: ignore[arg-type]
        return server.changes

    def test_lets_a_replica_be_promoted_once_it_has_the_data(self) -> None:
        waiting = REPLICA_INFO.replace("slave_priority:100", "slave_priority:0")
        self.assertEqual(self.look(FakeServer(waiting.replace("status:up", "status:down"), 1)), [])
        self.assertEqual(self.look(FakeServer(waiting, 1)), [("CONFIG", "SET", "replica-priority", 100)])
        self.assertEqual(self.look(FakeServer(REPLICA_INFO, 1)), [])

    def test_a_replica_takes_writes_at_once_when_it_is_promoted(self) -> None:
        self.assertEqual(self.look(FakeServer(REPLICA_INFO, 3)), [("CONFIG", "SET", "min-replicas-to-write", 1)])

    def test_a_replica_stays_connected_with_the_sentinels_and_waits_for_none(self) -> None:
        self.look(FakeServer(REPLICA_INFO, 1))
        self.peers.stay_connected.assert_called_once_with()
        self.peers.views.assert_not_called()

    def test_opens_a_primary_that_the_sentinels_agree_on(self) -> None:
        server = FakeServer(PRIMARY_INFO, 3)
        self.assertEqual(self.look(server, view(OWN, 2)), [])
        self.assertEqual(self.look(server, view(OWN, 2), view(OWN, 2, "s_down")), [])
        self.assertEqual(
            self.look(server, view(OWN, 2), view(OWN, 2)), [("CONFIG", "SET", "min-replicas-to-write", 1)]
        )
        self.assertIn("primary, closed to writes: a Sentinel says of it: s_down\nprimary, open", self.output.getvalue())

    def test_leads_the_service_to_the_primary_that_a_majority_names(self) -> None:
        server = FakeServer(PRIMARY_INFO, 1)
        self.look(server, view(OWN, 2))
        self.look(server, view(OTHER, 3), view(OTHER, 3), view(OWN, 2))
        self.endpoints.lead_here.assert_not_called()
        self.look(server, view(OWN, 2), view(OWN, 2))
        self.endpoints.lead_here.assert_called_once_with(2)

    def test_a_primary_that_was_replaced_follows_the_new_one(self) -> None:
        server = FakeServer(PRIMARY_INFO, 1)
        self.look(server, view(OWN, 2), view(OWN, 2))
        self.assertEqual(self.look(server, view(OTHER, 3), view(OWN, 2)), [])
        self.assertEqual(self.look(server, view(OTHER, 3), view(OTHER, 3)), [("REPLICAOF", OTHER, 6379)])

    def test_a_server_that_is_being_promoted_isnt_taken_for_a_replaced_one(self) -> None:
        server = FakeServer(PRIMARY_INFO, 1)
        self.look(server, view(OWN, 2), view(OWN, 2))
        server.info = REPLICA_INFO
        self.look(server)
        server.info = PRIMARY_INFO
        self.assertEqual(self.look(server, view(OTHER, 3), view(OTHER, 3)), [])

    def test_does_nothing_while_the_server_loads(self) -> None:
        self.assertEqual(self.look(FakeServer(REPLICA_INFO.replace("loading:0", "loading:1"), 3)), [])


class LinkTest(unittest.TestCase):
    def test_connects_again_after_it_broke_and_tells_of_it_once(self) -> None:
        first, second = mock.Mock(), mock.Mock()
        link = Link(mock.Mock(side_effect=[first, Unreachable("gone"), second]))
        teller = Teller()
        seen: list[Any] = []

        def fail(connection: Any) -> None:
            raise Unreachable("gone")

        with contextlib.redirect_stdout(io.StringIO()) as output:
            self.assertFalse(link.use(fail, teller, "server"))
            self.assertFalse(link.use(seen.append, teller, "server"))
            self.assertTrue(link.use(seen.append, teller, "server"))
            self.assertTrue(link.use(seen.append, teller, "server"))
        first.close.assert_called_once_with()
        self.assertEqual((seen, output.getvalue()), ([second, second], "server: gone\n"))
