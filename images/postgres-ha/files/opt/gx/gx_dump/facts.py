"""What is in a dump, as it was counted at the source: it lies beside it, and what is restored is compared with it."""

import json
from dataclasses import dataclass
from pathlib import Path

from gx_program.fields import Fields, read_json, refuse

FACTS_FILE = "facts.json"


@dataclass(frozen=True)
class Facts:
    """When, by which server, of which database, and the rows of each table. `taken_at` is like 2026-11-30T12:00:00Z."""

    taken_at: str
    server: str
    database: str
    tables: dict[str, int]

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(self.tables.values())


def write_facts(facts: Facts, folder: Path) -> None:
    """Writes the file, which is there whole or not at all."""
    told = {"takenAt": facts.taken_at, "server": facts.server, "database": facts.database, "tables": facts.tables}
    part = folder / f"{FACTS_FILE}.part"
    part.write_text(f"{json.dumps(told, indent=2)}\n")
    part.replace(folder / FACTS_FILE)


def read_facts(folder: Path) -> Facts:
    """Reads and checks the file. Throws Refusal. More than is known in it is a later program's, and does no harm."""
    fields = Fields(read_json(folder / FACTS_FILE, "It is written beside each dump, as the last: fetch both."))
    tables = fields.any("tables")
    if not isinstance(tables, dict) or not all(isinstance(rows, int) and rows >= 0 for rows in tables.values()):
        raise refuse(fields.path("tables"), tables, "Give the number of rows of each table.")
    return Facts(fields.text("takenAt"), fields.text("server"), fields.text("database"), tables)
