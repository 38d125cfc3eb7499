"""What keep and fetch are told of their source: the shape of it, and where a pod has everything."""

import re
from dataclasses import dataclass
from pathlib import Path

from gx_program.fields import Fields, Form, read_json

SOURCE = Form(re.compile(r"[a-z][a-z0-9-]{0,62}"), "Use a-z, 0-9 and -, beginning with a letter.")
FILE = Form(re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}"), "Give a file's name, without its folder.")
RECIPIENT = Form(re.compile(r"age1[02-9ac-hj-np-z]{58}"), "Give age's public key, age1..., of 62 characters.")


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
    fields = Fields(value)
    settings = Settings(
        source=fields.text("source", SOURCE),
        file=fields.text("file", FILE),
        least_bytes=fields.integer("leastBytes", 1, 2**60),
        keep_days=fields.integer("keepDays", 1, 36500),
        least_kept=fields.integer("leastKept", 1, 1000),
        most_age_hours=fields.integer("mostAgeHours", 1, 8784),
        timeout_seconds=fields.timeout_seconds(),
        recipient=fields.text("recipient", RECIPIENT),
    )
    fields.end()
    return settings
