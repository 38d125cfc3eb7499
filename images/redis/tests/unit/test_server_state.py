import unittest

from examples import PRIMARY_INFO, REPLICA_INFO
from gx_redis.server_state import Replica, parse_info


class ServerStateTest(unittest.TestCase):
    def test_reads_a_primary(self) -> None:
        state = parse_info(PRIMARY_INFO)
        self.assertTrue(state.is_primary)
        self.assertTrue(state.has_keys)
        self.assertEqual(state.offset, 714)
        self.assertEqual(state.good_replicas, 2)
        self.assertEqual(state.replicas, (Replica("10.43.0.11", True), Replica("10.43.0.12", False)))

    def test_reads_a_replica(self) -> None:
        state = parse_info(REPLICA_INFO)
        self.assertFalse(state.is_primary)
        self.assertFalse(state.has_keys)
        self.assertTrue(state.is_streaming)
        self.assertEqual((state.offset, state.priority), (700, 100))

    def test_a_replica_streams_only_with_a_whole_copy(self) -> None:
        for before, after in (("status:up", "status:down"), ("progress:0", "progress:1")):
            self.assertFalse(parse_info(REPLICA_INFO.replace(before, after)).is_streaming)

    def test_nobody_knows_of_no_keys_while_it_loads(self) -> None:
        state = parse_info(REPLICA_INFO.replace("loading:0", "loading:1"))
        self.assertTrue(state.is_loading)
        self.assertTrue(state.has_keys)
