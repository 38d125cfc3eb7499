"""What keep and fetch are told of their source: the shape of it, and where a pod has everything."""

import re
from dataclasses import dataclass
from pathlib import Path

from .fields import Fields, read_json

SOURCE = re.compile(r"[a-z][a-z0-9-]{0,62}")
FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")
RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")


@dataclass(frozen=True)
class Places:
    """Where a pod mounts what these programs use."""

    settings: Path = Path("/etc/backup/source.json")
    store: Path = Path("/etc/rclone")
    identity: Path = Path("/etc/backup-identity/identity")
    dump: Path = Path("/dump")


@dataclass(frozen=True)
class Settings:
    """The whole. `file` is the dump's name, `recipient` the public key of age that dumps are encrypted for."""

    source: str
    file: str
    least_bytes: int
    keep_days: int
    least_kept: int
    most_age_hours: int
    timeout_seconds: int
    recipient: str


def read_settings(path: Path) -> Settings:
    """Reads and checks the file. Throws Refusal."""
    return settings_of(read_json(path, "Mount the ConfigMap of the source there."))


def settings_of(value: object) -> Settings:
    """Checks a parsed document. Throws Refusal naming field, value and remedy."""
    fields = Fields(value, "source.json")
    settings = Settings(
        source=fields.text("source", SOURCE, "Use a-z, 0-9 and -, beginning with a letter."),
        file=fields.text("file", FILE, "Give a file's name, without its folder."),
        least_bytes=fields.integer("leastBytes", 1, 2**60),
        keep_days=fields.integer("keepDays", 1, 36500),
        least_kept=fields.integer("leastKept", 1, 1000),
        most_age_hours=fields.integer("mostAgeHours", 1, 8784),
        timeout_seconds=fields.integer("timeoutSeconds", 1, 7 * 86400),
        recipient=fields.text("recipient", RECIPIENT, "Give age's public key, age1..., of 62 characters."),
    )
    fields.end()
    return settings
