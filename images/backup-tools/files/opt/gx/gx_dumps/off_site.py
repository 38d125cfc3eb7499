"""The destination off-site, and what its programs are told."""

from dataclasses import dataclass
from pathlib import Path

from gx_program.fields import Fields, read_json
from gx_program.say import say

from .settings import SOURCE
from .store import Store, StoreFailed


@dataclass(frozen=True)
class OffSitePlaces:
    """Where a pod mounts what these programs use. `work` is room for one backup."""

    settings: Path = Path("/etc/backup/off-site.json")
    store: Path = Path("/etc/rclone")
    off_site: Path = Path("/etc/off-site")
    work: Path = Path("/dump")


@dataclass(frozen=True)
class OffSiteSettings:
    """The whole: sources by their folders' names, and how long copies of each are kept."""

    sources: tuple[str, ...]
    keep_days: int
    least_kept: int
    timeout_seconds: int


class OffSite(Store):
    """A source's folder at the destination, as rclone shows what is encrypted there."""

    called = "the destination off-site"
    secret = "backup-off-site"

    def download_each(self, name: str, folder: Path) -> None:
        """As that of any store; but what is spoilt there leaves the others to be had."""
        try:
            super().download_each(name, folder)
        except StoreFailed as failure:
            say(f"warning: {failure}")


def read_off_site_settings(path: Path) -> OffSiteSettings:
    """Reads and checks the file. Throws Refusal naming field, value and remedy."""
    fields = Fields(read_json(path, "Mount the ConfigMap backup-off-site there."))
    settings = OffSiteSettings(
        sources=fields.texts("sources", SOURCE, least=1),
        keep_days=fields.integer("keepDays", 1, 36500),
        least_kept=fields.integer("leastKept", 1, 1000),
        timeout_seconds=fields.timeout_seconds(),
    )
    fields.end()
    return settings
