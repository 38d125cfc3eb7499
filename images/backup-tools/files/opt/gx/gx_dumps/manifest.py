"""What is told of a backup beside its object, and the moments that name backups."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from gx_program.fields import Fields, Form, refuse
from gx_program.say import Refusal

from .settings import FILE, RECIPIENT, SOURCE

NAME = "manifest.json"
STAMP = re.compile(r"\d{8}T\d{6}Z")
STAMP_FORM = "%Y%m%dT%H%M%SZ"
MOMENT = Form(re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "Give a moment in UTC as YYYY-MM-DDTHH:MM:SSZ.")
MOMENT_FORM = "%Y-%m-%dT%H:%M:%SZ"
SHA256 = Form(re.compile(r"[0-9a-f]{64}"), "Give a SHA-256 in hexadecimal.")


@dataclass(frozen=True)
class Manifest:
    """All of it. Sizes and SHA-256 in hexadecimal are of the dump, and of its object, which is encrypted."""

    source: str
    taken_at: datetime
    file: str
    bytes: int
    sha256: str
    encrypted_bytes: int
    encrypted_sha256: str
    recipient: str
    facts: dict[str, Any]

    @property
    def stamp(self) -> str:
        """The name of the backup's folder."""
        return f"{self.taken_at:{STAMP_FORM}}"

    @property
    def contents(self) -> tuple[int, str] | None:
        """What its source counted in it: keys, or the rows of all tables together. None where it counts otherwise."""
        tables = self.facts.get("tables")
        if isinstance(tables, dict) and all(isinstance(rows, int) for rows in tables.values()):
            return sum(tables.values()), "rows"
        keys = self.facts.get("keys")
        return (keys, "keys") if isinstance(keys, int) else None

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing of what its source counted."""
        return self.contents is not None and self.contents[0] == 0

    @property
    def object(self) -> str:
        """Where the encrypted dump is in the source's folder."""
        return f"{self.stamp}/{self.file}.age"


def written(manifest: Manifest) -> str:
    """The manifest as it stands in the bucket."""
    document = {
        "source": manifest.source,
        "takenAt": f"{manifest.taken_at:{MOMENT_FORM}}",
        "file": manifest.file,
        "bytes": manifest.bytes,
        "sha256": manifest.sha256,
        "encryptedBytes": manifest.encrypted_bytes,
        "encryptedSha256": manifest.encrypted_sha256,
        "recipient": manifest.recipient,
        "facts": manifest.facts,
    }
    return json.dumps(document, indent=2) + "\n"


def parsed(text: bytes, source: str, stamp: str) -> Manifest:
    """The manifest that was found in the folder of a source and stamp. Throws Refusal where it isn't one of them."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise Refusal(f"not JSON ({error})") from None
    fields = Fields(document)
    manifest = Manifest(
        source=fields.text("source", SOURCE),
        taken_at=taken_at(fields),
        file=fields.text("file", FILE),
        bytes=fields.integer("bytes", 1, 2**60),
        sha256=fields.text("sha256", SHA256),
        encrypted_bytes=fields.integer("encryptedBytes", 1, 2**60),
        encrypted_sha256=fields.text("encryptedSha256", SHA256),
        recipient=fields.text("recipient", RECIPIENT),
        facts=facts_of(fields.any("facts"), "facts"),
    )
    fields.end()
    if (manifest.source, manifest.stamp) != (source, stamp):
        raise Refusal(f"it is of {manifest.source}/{manifest.stamp}, not of {source}/{stamp}")
    return manifest


def facts_of(value: object, path: str = "") -> dict[str, Any]:
    """A source's own facts, which must tell when its dump was taken. Throws Refusal."""
    taken_at(Fields(value, path))
    assert isinstance(value, dict)
    return value


def taken_at(fields: Fields) -> datetime:
    """The field takenAt, in UTC. Throws Refusal."""
    return moment(fields, "takenAt")


def moment(fields: Fields, name: str) -> datetime:
    """A field that is a moment, in UTC. Throws Refusal."""
    text = fields.text(name, MOMENT)
    try:
        return datetime.strptime(text, MOMENT_FORM).replace(tzinfo=timezone.utc)
    except ValueError:
        raise refuse(fields.path(name), text, MOMENT.remedy) from None
