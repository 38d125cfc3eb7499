"""Dumps one member's data into a file."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from gx_program.deadline import Deadline
from gx_program.outcome import told_outcome
from gx_program.say import Refusal, say

from ..resp import Connection, ServerError, Unreachable
from ..server_state import server_state
from .rdb_file import FACTS_FILE, FILE, read_rdb, write_facts
from .settings import Settings, read_settings
from .source import AUTHORITY_FILE, USER, Source, connect, find_source, password

LOOK_SECONDS = 0.5


def main() -> int:
    """Dumps, and returns the exit code."""
    return told_outcome(lambda: take(read_settings()))


def take(settings: Settings) -> dict[str, object]:
    """Writes the dump, then its facts. Throws Refusal."""
    deadline = Deadline(settings.timeout_seconds)
    part = FILE.with_name(f"{FILE.name}.part")
    for old in (FACTS_FILE, FILE, part):
        old.unlink(missing_ok=True)
    source = find_source(settings)
    say(f"dump {source.host}, Valkey {source.version}")
    # Before the server begins: what it has then is in the dump.
    taken_at = datetime.now(UTC)
    fetch(settings, source, part, deadline)
    rdb = read_rdb(part, deadline)
    part.replace(FILE)
    write_facts(
        {
            "takenAt": taken_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "version": source.version,
            "member": source.name,
            "format": rdb.format,
            # Those in the file: DBSIZE is another number before, and another one after.
            "keys": rdb.keys,
            "replicationOffset": source.state.offset,
        }
    )
    seconds = round(deadline.spent(), 1)
    return {"member": source.name, "bytes": rdb.bytes, "keys": rdb.keys, "seconds": seconds}


def fetch(settings: Settings, source: Source, part: Path, deadline: Deadline) -> None:
    """Has a member send its data as it is now. Throws Refusal where that isn't whole.

    The server makes the dump for this connection and sends it on it: there is no BGSAVE on its volume of which LASTSAVE
    would tell the end. It ends with a mark, or has a length told before, and valkey-cli fails where it gets less.
    """
    command = ["valkey-cli", "-h", source.host, "-p", str(settings.port), "--tls", "--cacert", str(AUTHORITY_FILE)]
    command += ["--user", USER, "--rdb", str(part)]
    # Not as an argument: everybody on the node sees those. The name is the one that Valkey 8.1 knows.
    environment = {**os.environ, "REDISCLI_AUTH": password()}
    try:
        with connect(settings, source.host) as connection:
            process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            words = _watched(process, connection, deadline, may_be_primary=source.state.is_primary)
    except (Unreachable, ServerError) as error:
        raise Refusal(f"{source.host} while it was dumped: {error}. Run it again.") from None
    if process.returncode != 0:
        last = "; ".join(words.decode(errors="replace").split("\n")[-3:]).strip("; ")
        raise Refusal(f"valkey-cli --rdb from {source.host}: {last or process.returncode}. Run it again.")


def _watched(
    process: subprocess.Popen[bytes], connection: Connection, deadline: Deadline, may_be_primary: bool
) -> bytes:
    """What it says by its end. A member that was promoted just before it began is left at once: Sentinels would see it."""
    with process:
        try:
            while True:
                try:
                    return process.communicate(timeout=min(LOOK_SECONDS, deadline.require_left("the dump")))[1]
                except subprocess.TimeoutExpired:
                    if server_state(connection).is_primary and not may_be_primary:
                        raise Refusal("the member was promoted while it was dumped. Run it again.") from None
        finally:
            process.kill()
