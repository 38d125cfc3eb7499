"""What the programs are told, and reading it with refusals that name field, value and remedy."""

from dataclasses import dataclass
from pathlib import Path

from gx_program.fields import Fields, read_json
from gx_shared.statements import IDENTIFIER

SETTINGS_FILE = Path("/etc/backup/dump.json")
DUMP_FOLDER = Path("/dump")


@dataclass(frozen=True)
class Settings:
    """The whole: which database, asked where, as whom, and how long all of it may take. `host` may be several, with commas."""

    host: str
    port: int
    database: str
    role: str
    timeout_seconds: int

    @property
    def hosts(self) -> list[str]:
        """The members, each by its name."""
        return self.host.split(",")

    @property
    def file_name(self) -> str:
        """Name of the dump in its folder."""
        return f"{self.database}.dump"


def read_settings(path: Path = SETTINGS_FILE) -> Settings:
    """Reads and checks the file. Throws Refusal."""
    return settings_of(read_json(path, "Mount the ConfigMap of the dumps there."))


def settings_of(value: object) -> Settings:
    """Checks a parsed document. Throws Refusal naming field, value and remedy."""
    fields = Fields(value)
    settings = Settings(
        host=fields.text("host"),
        port=fields.port("port"),
        database=fields.text("database", IDENTIFIER),
        role=fields.text("role", IDENTIFIER),
        timeout_seconds=fields.timeout_seconds(),
    )
    fields.end()
    return settings
