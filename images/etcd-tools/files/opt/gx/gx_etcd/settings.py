"""What both programs are told, and where a pod has everything."""

import re
from dataclasses import dataclass
from pathlib import Path

from gx_program.fields import Fields, Form, read_json

UUID = Form(
    re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "Give the uid of the cluster's Namespace kube-system: the stack's clusterIdentity.",
)


@dataclass(frozen=True)
class Places:
    """Where a pod mounts what these programs use."""

    settings: Path = Path("/etc/backup/dump.json")
    snapshots: Path = Path("/k3s/snapshots")
    token: Path = Path("/k3s/token")
    encryption: Path = Path("/k3s/encryption-config.yaml")
    dump: Path = Path("/dump")


@dataclass(frozen=True)
class Settings:
    """The whole. `cluster_identity` is the uid of the Namespace kube-system."""

    cluster_identity: str
    most_snapshot_age_minutes: int
    least_keys: int
    timeout_seconds: int


def read_settings(path: Path) -> Settings:
    """Reads and checks the file. Throws Refusal naming field, value and remedy."""
    fields = Fields(read_json(path, "Mount the ConfigMap etcd-dump-backup there."))
    settings = Settings(
        cluster_identity=fields.text("clusterIdentity", UUID),
        # K3s takes one each twelve hours; of one that is older than a day, too much would be lost.
        most_snapshot_age_minutes=fields.integer("mostSnapshotAgeMinutes", 1, 1440),
        least_keys=fields.integer("leastKeys", 1, 10**7),
        timeout_seconds=fields.timeout_seconds(),
    )
    fields.end()
    return settings
