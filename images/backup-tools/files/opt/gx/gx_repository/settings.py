"""What the programs of the repository are told, and where a pod has everything."""

from dataclasses import dataclass
from pathlib import Path

from gx_dumps.off_site import OffSitePlaces
from gx_dumps.settings import SOURCE
from gx_program.fields import Fields, read_json


# `work` is room for one batch, or for the largest object.
PLACES = OffSitePlaces(settings=Path("/etc/backup/repository.json"))


@dataclass(frozen=True)
class RepositorySettings:
    """The whole. `folder` is the repository's in its bucket, and that of its copy.

    Off-site, what the repository lost stays for `catalog_days` after that was seen, and for `keep_days` after it came.
    """

    source: str
    folder: str
    stanza: str
    keep_days: int
    catalog_days: int
    timeout_seconds: int


def read_repository_settings(path: Path) -> RepositorySettings:
    """Reads and checks the file. Throws Refusal naming field, value and remedy."""
    fields = Fields(read_json(path, "Mount the ConfigMap backup-repository-off-site there."))
    settings = RepositorySettings(
        source=fields.text("source", SOURCE),
        folder=fields.text("folder", SOURCE),
        stanza=fields.text("stanza", SOURCE),
        keep_days=fields.integer("keepDays", 1, 36500),
        catalog_days=fields.integer("catalogDays", 1, 36500),
        timeout_seconds=fields.timeout_seconds(),
    )
    fields.end()
    return settings
