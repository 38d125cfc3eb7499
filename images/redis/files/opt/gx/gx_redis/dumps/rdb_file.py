"""The dump itself, an RDB file, and the facts beside it."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from gx_program.deadline import Deadline
from gx_program.fields import read_json
from gx_program.say import Refusal

FOLDER = Path("/dump")
FILE = FOLDER / "dump.rdb"
FACTS_FILE = FOLDER / "facts.json"
CHECKER = "valkey-check-rdb"
# Such as REDIS0011, which Valkey 8.1 writes; later versions write VALKEY080.
FORMAT = re.compile(rb"REDIS\d{4}|VALKEY\d{3}")
FORMAT_BYTES = 9
COUNTS = re.compile(r"^\[info\] (\d+) (keys read|expires|already expired)$", re.MULTILINE)
# A file without a checksum passes the checker too.
SOUND = ("Checksum OK", "RDB looks OK")
FOUND = "--- RDB ERROR DETECTED ---"
# What it says besides names the key at which a file breaks, which may be somebody's address and have lines of its own.
TELLING = ("[offset ", "[additional info] While doing: ", "[additional info] Reading type ")


class RdbFile(NamedTuple):
    """What a sound file holds."""

    format: str
    bytes: int
    keys: int
    expires: int
    """Keys that expire at some time."""
    expired: int
    """Those of them that had expired when the file was read: a server that loads it leaves them out."""


def read_rdb(file: Path, deadline: Deadline) -> RdbFile:
    """Reads the whole file by Valkey's own checker. Throws Refusal where it isn't one, or isn't whole."""
    try:
        with file.open("rb") as stream:
            header = stream.read(FORMAT_BYTES)
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}: there is no dump.") from None
    if not FORMAT.fullmatch(header):
        raise Refusal(f"{file} begins with {header!r}, and an RDB file with REDIS0011 or the like: it is no dump.")
    try:
        checked = subprocess.run(
            [CHECKER, str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # It shows the key at which a file breaks.
            errors="replace",
            timeout=deadline.require_left(CHECKER),
        )
    except subprocess.TimeoutExpired:
        raise Refusal(f"{CHECKER} {file}: didn't end in time.") from None
    counts = {what: int(number) for number, what in COUNTS.findall(checked.stdout)}
    if checked.returncode != 0 or len(counts) != 3 or not all(sign in checked.stdout for sign in SOUND):
        raise Refusal(f"{CHECKER} {file}: {_fault(checked.stdout)}: the file is broken.")
    expired = counts["already expired"]
    return RdbFile(header.decode(), file.stat().st_size, counts["keys read"], counts["expires"], expired)


def write_facts(facts: dict[str, object], file: Path = FACTS_FILE) -> None:
    """Writes the facts, whole or not at all: with them the dump is complete."""
    beside = file.with_name(f"{file.name}.part")
    beside.write_text(json.dumps(facts) + "\n")
    beside.replace(file)


def read_facts(file: Path = FACTS_FILE) -> dict[str, Any]:
    """What was written beside the dump. Throws Refusal where it isn't there or isn't that."""
    facts = read_json(file, "There is no complete dump.")
    if not isinstance(facts, dict) or not isinstance(facts.get("keys"), int):
        raise Refusal(f"{file}: has no number under keys: it isn't from /opt/gx/dump.")
    return facts


def _fault(output: str) -> str:
    """What the checker says of a broken file, in a line."""
    after = output.partition(FOUND)[2].splitlines()
    return "; ".join(line for line in after if line.startswith(TELLING)) or "it doesn't say that it is sound"
