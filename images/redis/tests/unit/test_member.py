import json
import tempfile
import unittest
from pathlib import Path

import examples  # noqa: F401
from gx_program.say import Refusal
from gx_redis.member import this_member

ENVIRONMENT = {"POD_NAME": "redis-1", "POD_NAMESPACE": "backend-mainnet", "POD_IP": "10.42.0.6"}
CLUSTER = {
    "members": ["redis-0", "redis-1", "redis-2"],
    "group": "gx",
    "quorum": 2,
    "ports": {"redis": 6379, "sentinel": 26379},
    "primaryService": "redis-primary",
    "seconds": {"waitForFailover": 30, "handOver": 10},
}


class MemberTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "cluster.json"

    def declare(self, cluster: object) -> None:
        self.file.write_text(json.dumps(cluster))

    def test_reads_who_it_is(self) -> None:
        self.declare(CLUSTER)
        found = this_member(ENVIRONMENT, self.file)
        self.assertEqual((found.name, found.ip, found.is_alone), ("redis-1", "10.42.0.6", False))
        self.assertEqual((found.cluster.majority, found.cluster.wait_for_failover_seconds), (2, 30))

    def test_names_what_the_environment_lacks(self) -> None:
        self.declare(CLUSTER)
        with self.assertRaisesRegex(Refusal, "POD_IP missing: set each"):
            this_member({**ENVIRONMENT, "POD_IP": ""}, self.file)

    def test_names_what_the_file_lacks(self) -> None:
        for cluster, reason in (
            (None, "cluster.json: No such file.*Mount the ConfigMap"),
            ({**CLUSTER, "ports": {}}, "ports.redis: missing"),
            ([], "the whole: 'list' is not valid"),
        ):
            with self.subTest(reason=reason), self.assertRaisesRegex(Refusal, reason):
                if cluster is not None:
                    self.declare(cluster)
                this_member(ENVIRONMENT, self.file)

    def test_more_in_the_file_does_no_harm(self) -> None:
        self.declare({**CLUSTER, "later": 1})
        self.assertEqual(this_member(ENVIRONMENT, self.file).name, "redis-1")

    def test_refuses_a_pod_that_is_no_member(self) -> None:
        self.declare(CLUSTER)
        with self.assertRaisesRegex(Refusal, "POD_NAME is redis-3"):
            this_member({**ENVIRONMENT, "POD_NAME": "redis-3"}, self.file)
