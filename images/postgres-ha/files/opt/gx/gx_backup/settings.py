"""What the backup jobs are told: the shape of it, and reading it with refusals that name field, value and remedy."""

from dataclasses import dataclass
from pathlib import Path

from gx_program.fields import Fields, read_json
from gx_shared.statements import IDENTIFIER

SETTINGS_FILE = Path("/etc/backup/backup.json")


@dataclass(frozen=True)
class Settings:
    """The whole. `members` are the hosts on whose `members_port` pgBackRest's server listens."""

    stanza: str
    members: tuple[str, ...]
    members_port: int
    primary_host: str
    port: int
    database: str
    least_bytes: int
    timeout_seconds: int
    archive_timeout_seconds: int


def read_settings(path: Path = SETTINGS_FILE) -> Settings:
    """Reads and checks the file. Throws Refusal."""
    return settings_of(read_json(path, "Mount the ConfigMap of the backup jobs there."))


def settings_of(value: object) -> Settings:
    """Checks a parsed document. Throws Refusal naming field, value and remedy."""
    fields = Fields(value)
    settings = Settings(
        stanza=fields.text("stanza", IDENTIFIER),
        members=fields.texts("members", least=1),
        members_port=fields.port("membersPort"),
        primary_host=fields.text("primaryHost"),
        port=fields.port("port"),
        database=fields.text("database", IDENTIFIER),
        least_bytes=fields.integer("leastBytes", 1, 2**60),
        timeout_seconds=fields.timeout_seconds(),
        archive_timeout_seconds=fields.integer("archiveTimeoutSeconds", 1, 86400),
    )
    fields.end()
    return settings
