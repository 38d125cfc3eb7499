"""What is told of a dump beside it, and without which it isn't complete."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from gx_program.fields import Fields, Form, read_json

from .archive import READABLE, hashed_of
from .snapshots import NAME

FACTS = "facts.json"
MOMENT = Form(re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "Give a moment in UTC as YYYY-MM-DDTHH:MM:SSZ.")
SHA256 = Form(re.compile(r"[0-9a-f]{64}"), "Give a SHA-256 in hexadecimal.")
HIGHEST = 2**63 - 1


@dataclass(frozen=True)
class Facts:
    """All of them. `taken_at` is the snapshot's moment, `dumped_at` when the dump began, by which what keeps it judges clocks.

    `keys` are those at the revision; `sha256` is of files in the archive, by their names there.
    """

    taken_at: str
    dumped_at: str
    snapshot: str
    revision: int
    keys: int
    sha256: dict[str, str]


def write_facts(folder: Path, facts: Facts) -> None:
    """Writes them, whole or not at all."""
    document = {
        "takenAt": facts.taken_at,
        "dumpedAt": facts.dumped_at,
        "snapshot": facts.snapshot,
        "revision": facts.revision,
        "keys": facts.keys,
        "sha256": facts.sha256,
    }
    part = folder / f"{FACTS}.part"
    part.write_text(json.dumps(document))
    part.chmod(READABLE)
    part.rename(folder / FACTS)


def read_facts(folder: Path, remedy: str) -> Facts:
    """Reads and checks them. Throws Refusal naming field, value and remedy."""
    fields = Fields(read_json(folder / FACTS, remedy))
    snapshot, hashes = fields.text("snapshot", NAME), fields.object("sha256")
    facts = Facts(
        taken_at=fields.text("takenAt", MOMENT),
        dumped_at=fields.text("dumpedAt", MOMENT),
        snapshot=snapshot,
        revision=fields.integer("revision", 1, HIGHEST),
        keys=fields.integer("keys", 1, HIGHEST),
        sha256={name: hashes.text(name, SHA256) for name in hashed_of(snapshot)},
    )
    hashes.end()
    fields.end()
    return facts
