"""A member of three, and what servers say, for the tests."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[3] / folder / "files/opt/gx") for folder in ("redis", "shared")]

from gx_redis.member import Cluster, Member  # noqa: E402
from gx_redis.sentinels import View  # noqa: E402

ADDRESSES = {"redis-0": "10.43.0.10", "redis-1": "10.43.0.11", "redis-2": "10.43.0.12"}
OWN = ADDRESSES["redis-0"]
OTHER = ADDRESSES["redis-1"]


class KnownMember(Member):
    """A member whose names resolve without DNS."""

    def stable_address(self, name: str | None = None) -> str:
        return ADDRESSES[name or self.name]


def member(count: int = 3, wait_seconds: float = 30) -> Member:
    """redis-0 among so many members."""
    cluster = Cluster(
        members=tuple(ADDRESSES)[:count],
        group="gx",
        quorum=2,
        server_port=6379,
        sentinel_port=26379,
        primary_service="redis-primary",
        wait_for_failover_seconds=wait_seconds,
        hand_over_seconds=10,
    )
    return KnownMember("redis-0", "backend-mainnet", "10.42.0.5", cluster)


def view(address: str, epoch: int, *flags: str) -> View:
    """What a Sentinel says."""
    return View(address, epoch, frozenset({"master", *flags}))


PRIMARY_INFO = """# Persistence
loading:0
# Replication
role:master
connected_slaves:2
min_slaves_good_slaves:2
slave0:ip=10.43.0.11,port=6379,state=online,offset=700,lag=0
slave1:ip=10.43.0.12,port=6379,state=wait_bgsave,offset=0,lag=0
master_repl_offset:714
# Keyspace
db3:keys=4,expires=0,avg_ttl=0
"""

REPLICA_INFO = """# Persistence
loading:0
# Replication
role:slave
master_link_status:up
master_sync_in_progress:0
slave_repl_offset:700
slave_priority:100
connected_slaves:0
master_repl_offset:712
# Keyspace
"""
