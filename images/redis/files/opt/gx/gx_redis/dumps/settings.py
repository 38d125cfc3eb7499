"""What both programs are told."""

from pathlib import Path
from typing import NamedTuple

from gx_program.fields import Fields, read_json

SETTINGS_FILE = Path("/etc/backup/dump.json")


class Settings(NamedTuple):
    """What dump.json says."""

    members: tuple[str, ...]
    """Hosts, the first label of each is the member's name."""
    port: int
    timeout_seconds: float


def read_settings(file: Path = SETTINGS_FILE) -> Settings:
    """What the file says. Throws Refusal naming field, value and remedy."""
    fields = Fields(read_json(file, "Mount the ConfigMap redis-dump-backup there."))
    settings = Settings(fields.texts("members", least=1), fields.port("port"), fields.timeout_seconds())
    fields.end()
    return settings
