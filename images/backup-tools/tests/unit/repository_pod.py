"""A pod of what sends pgBackRest's repository off-site: the repository as it is after a week, and nothing off-site."""

import json
import shutil
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from unittest.mock import patch

from far_pod import FarCase, contents
from gx_dumps.off_site import OffSitePlaces
from gx_repository import bring_back, send
from pod import ago, lay_object, stamp

FULL = "20261129-020000F"
DIFFERENTIAL = f"{FULL}_20261130-020000D"
ARCHIVE, BACKUP = "archive/postgres", "backup/postgres"
ARCHIVE_INFO, BACKUP_INFO = f"{ARCHIVE}/archive.info", f"{BACKUP}/backup.info"
INFOS = tuple(f"{info}{suffix}" for info in (ARCHIVE_INFO, BACKUP_INFO) for suffix in ("", ".copy"))
LOG = tuple(f"{ARCHIVE}/15-1/0000000100000000/00000001000000000000000{number}-{number * 40}.gz" for number in "123")
HISTORY = (f"{ARCHIVE}/15-1/00000002.history", f"{BACKUP}/backup.history/2026/{FULL}.manifest.gz")


def backup(label: str) -> tuple[str, ...]:
    """The objects of a backup."""
    names = ("backup.manifest", "backup.manifest.copy", "bundle/1", "pg_data/base/5/1259.gz", "pg_data/PG_VERSION.gz")
    return tuple(f"{BACKUP}/{label}/{name}" for name in names)


ONCE = (*LOG, *HISTORY, *backup(FULL), *backup(DIFFERENTIAL))


class RepositoryCase(FarCase):
    """Each test has a repository with two backups, three segments and the history of a timeline."""

    far_bucket = "copies"

    def setUp(self) -> None:
        super().setUp()
        (self.folder / "rclone/bucket").write_text("postgres-backup\n")
        self.enterContext(patch("gx_repository.look.PAUSE_SECONDS", 0.0))
        self.bucket = self.folder / "store/postgres-backup/postgres"
        self.far = self.folder / "far/copies/postgres"
        self.repository_places = OffSitePlaces(
            self.folder / "backup/repository.json", self.folder / "rclone", self.folder / "off-site", self.dump
        )
        self.declare_repository()
        self.lay_infos("as of the first look")
        self.lay_each(ONCE)

    def tearDown(self) -> None:
        self.assertEqual([], list(self.dump.iterdir()))

    def declare_repository(self, **changes: Any) -> None:
        """Changes repository.json."""
        settings = {"source": "postgres-backup", "folder": "postgres", "stanza": "postgres", "keepDays": 29}
        settings = {**settings, "catalogDays": 14, "timeoutSeconds": 60, **changes}
        self.repository_places.settings.write_text(json.dumps(settings))

    def lay_infos(self, content: str) -> None:
        """Rewrites the info files, as pgBackRest does."""
        for path in INFOS:
            self.lay(path, ago(hours=1), f"{path.removesuffix('.copy')} {content}".encode())

    def lay_each(self, paths: Iterable[str]) -> None:
        """Lays objects in the bucket, each with its path as its content."""
        for path in paths:
            self.lay(path, ago(hours=1), path.encode())

    def lay_far(self, paths: Iterable[str], uploaded_at: datetime) -> None:
        """Lays objects off-site, as they were uploaded then."""
        for path in paths:
            lay_object(self.far / path, uploaded_at, path.encode())

    def lay_missing(self, paths: Iterable[str], since: datetime) -> None:
        """Has it be remembered off-site that these are missed since then."""
        lay_object(self.far / "missing.json", since, json.dumps({path: stamp(since) for path in paths}).encode())

    def lose_bucket(self) -> None:
        """The bucket is empty."""
        shutil.rmtree(self.bucket)

    def send(self, batch_bytes: int = 1000) -> dict[str, Any]:
        """Runs it and returns its outcome."""
        return self.outcome(lambda: send.main([], self.repository_places, batch_bytes))

    def sent(self) -> str:
        """Runs it; the stamp of the catalog that it wrote."""
        outcome = self.send()
        self.assertEqual("done", outcome["result"], outcome)
        return str(outcome["catalog"])

    def bring_back(self, *words: str) -> dict[str, Any]:
        """Runs it and returns its outcome."""
        return self.outcome(lambda: bring_back.main(list(words), self.repository_places, 250))

    @property
    def catalogs(self) -> list[str]:
        """The folders of catalogs off-site."""
        return sorted(one.name for one in (self.far / "catalogs").glob("*") if any(one.iterdir()))

    @property
    def copies(self) -> dict[str, bytes]:
        """All off-site but what only this program knows: catalogs, and what is missed."""
        return {path: content for path, content in contents(self.far).items() if path.startswith(("archive/", "backup/"))}

    @property
    def missing(self) -> dict[str, str]:
        """Since when what is missed, as is remembered off-site."""
        return dict(json.loads((self.far / "missing.json").read_bytes()))

    def assert_copied(self, paths: Iterable[str]) -> None:
        """That these, and no others, are off-site."""
        self.assertEqual({path: path.encode() for path in paths}, self.copies)

    def assert_done(self, outcome: dict[str, Any], **expected: Any) -> None:
        """That it is done, with these in its outcome."""
        self.assertEqual(
            {"result": "done", **expected}, {key: outcome.get(key) for key in ("result", *expected)}, outcome
        )

    def assert_refused(self, outcome: dict[str, Any], *patterns: str) -> None:
        """That it failed, and says so."""
        self.assertEqual("failed", outcome["result"])
        for pattern in patterns:
            self.assertRegex(outcome["error"], pattern)
