"""What several tests use. The real server and botocore are in the image's smoke test."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[3] / folder / "files/opt/gx") for folder in ("objectstore", "shared")]

# Not everybody who runs these tests has botocore.
for name, members in {
    "botocore": {},
    "botocore.session": {},
    "botocore.config": {"Config": object},
    "botocore.exceptions": {"BotoCoreError": OSError, "ClientError": ValueError},
}.items():
    sys.modules[name] = ModuleType(name)
    vars(sys.modules[name]).update(members)

from gx_objectstore.declaration import Bucket  # noqa: E402
from gx_objectstore.store import Upload  # noqa: E402
from gx_objectstore.versions import Version  # noqa: E402

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
KEPT = Bucket("kept", ("kept-1", "kept-2"), ("kept.reader-1",), 14)
PLAIN = Bucket("plain", ("plain-1",), ("plain.reader-1",), None)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


def ulid(moment: datetime) -> str:
    milliseconds = round(moment.timestamp() * 1000)
    return "".join(ALPHABET[milliseconds >> shift & 31] for shift in range(45, -1, -5)) + "0" * 16


def version(key: str, written: datetime, is_latest: bool = False, is_deletion: bool = False) -> Version:
    """As the server tells of it: with another time than when it was written."""
    return Version(key, ulid(written), is_latest, is_deletion, last_modified=NOW)


class FakeStore:
    """Remembers what it was asked to change."""

    def __init__(self, *buckets: str) -> None:
        self.policies: dict[str, Any] = {name: None for name in buckets}
        self.keeping: set[str] = set()
        self.all_objects: list[list[Version]] = []
        self.uploads: list[Upload] = []
        self.changes: list[tuple[Any, ...]] = []
        self.problem: Exception | None = None

    def buckets(self) -> list[str]:
        if self.problem:
            raise self.problem
        return list(self.policies)

    def make_bucket(self, bucket: str) -> None:
        self.changes.append(("make", bucket))
        self.policies[bucket] = None

    def keeps_versions(self, bucket: str) -> bool:
        return bucket in self.keeping

    def keep_versions(self, bucket: str, is_wanted: bool) -> None:
        self.changes.append(("keep", bucket, is_wanted))
        (self.keeping.add if is_wanted else self.keeping.discard)(bucket)

    def policy(self, bucket: str) -> Any:
        return self.policies[bucket]

    def set_policy(self, bucket: str, policy: Any) -> None:
        self.changes.append(("policy", bucket))
        self.policies[bucket] = policy

    def objects(self, bucket: str) -> Iterator[list[Version]]:
        if self.problem:
            raise self.problem
        yield from self.all_objects

    def remove_versions(self, bucket: str, versions: list[Version]) -> None:
        self.changes.append(("remove", bucket, [one.key for one in versions]))

    def unfinished_uploads(self, bucket: str) -> list[Upload]:
        return self.uploads

    def abort_upload(self, bucket: str, upload: Upload) -> None:
        self.changes.append(("abort", bucket, upload.key))
