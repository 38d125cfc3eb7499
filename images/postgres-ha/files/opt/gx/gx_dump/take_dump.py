"""Taking a dump: its tables are counted in the very snapshot that pg_dump reads, so that both say the same."""

import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gx_program.say import Refusal, say
from gx_shared.command import run_command
from gx_shared.hidden_values import own_lines_of
from gx_shared.progress import NotYet, Waiter

from .facts import FACTS_FILE, Facts, write_facts
from .settings import Settings
from .tables import Table, count_rows, read_tables

if TYPE_CHECKING:
    from gx_shared.database import Server, Session

# The way to the server is open only some seconds after the pod has begun, when network policies know it.
CONNECT_SECONDS = 60.0
# A table that somebody holds for himself is waited for so long: others queue up behind who waits.
LOCK_SECONDS = 60
BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
# A replica that has lost the primary would be dumped as it was then, and told as of now.
REPLAY_BEHIND_BYTES = 64 * 1024 * 1024
IS_FRESH = f"""
    SELECT NOT pg_is_in_recovery() OR EXISTS (SELECT FROM pg_stat_wal_receiver) AND coalesce(
        pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) < {REPLAY_BEHIND_BYTES}, false)
"""
# The address: only this member has the snapshot.
SNAPSHOT = """
    SELECT pg_export_snapshot(), host(inet_server_addr()), current_setting('server_version'),
           to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
"""
LISTED = re.compile(r"\d+; \d+ \d+ (TABLE DATA|TABLE) (.*) \S+")


def take_dump(
    servers: Sequence["Server"], connection: Mapping[str, Any], settings: Settings, folder: Path, waiter: Waiter
) -> dict[str, object]:
    """Writes the dump and then its facts, and returns what is told of them. Throws Refusal.

    The first of `servers` that is up to date is dumped. `connection` is how pg_dump reaches any of them, in libpq's
    parameters.
    """
    start = waiter.now()
    file = folder / settings.file_name
    part = file.with_name(f"{file.name}.part")
    _forget(folder / FACTS_FILE)
    patience = waiter.part(CONNECT_SECONDS, "the first connection")
    try:
        with ExitStack() as stack:
            session = patience.until(settings.host, lambda: _first_fresh(servers, settings.database, stack))
            facts = _dump(session, {**connection, "dbname": settings.database}, part, waiter)
    except NotYet as reason:
        raise Refusal(f"{reason}. Run it again: there is no dump of this run.") from None
    try:
        part.replace(file)
        write_facts(facts, folder)
        size = file.stat().st_size
    except OSError as error:
        raise _unwritable(folder, error) from None
    say(f"{size} bytes with {len(facts.tables)} tables of {facts.rows} rows, as of {facts.taken_at}")
    seconds = round(waiter.now() - start)
    return {"bytes": size, "tables": len(facts.tables), "rows": facts.rows, "seconds": seconds}


def _first_fresh(servers: Sequence["Server"], database: str, stack: ExitStack) -> "Session":
    """A session of the first that is up to date, open as long as the stack. Throws NotYet where none is."""
    reasons = []
    for server in servers:
        try:
            with ExitStack() as attempt:
                session = attempt.enter_context(server.session(database))
                if session.rows(IS_FRESH) != [(True,)]:
                    raise NotYet(f"{session.host} doesn't follow the primary")
                stack.enter_context(attempt.pop_all())
                return session
        except NotYet as reason:
            reasons.append(str(reason))
    raise NotYet("; ".join(reasons))


def _forget(facts: Path) -> None:
    try:
        facts.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(facts.parent, error) from None


def _unwritable(folder: Path, error: OSError) -> Refusal:
    return Refusal(f"{folder}: {error.strerror}. Mount a volume there that can be written and has room for the dump.")


def _dump(session: "Session", connection: Mapping[str, Any], part: Path, waiter: Waiter) -> Facts:
    session.execute(BEGIN)
    [(snapshot, address, version, taken_at)] = session.rows(SNAPSHOT)
    tables = read_tables(session)
    say(f"[1/3] the rows of {len(tables)} tables are counted at {address or 'the socket'}")
    if not tables:
        say("warning: the database has no tables yet, and neither will the dump")
    # Until the session ends none of the tables can be dropped or changed.
    rows = count_rows(session, tables, waiter)
    say("[2/3] pg_dump reads the same snapshot")
    _run(
        [
            "pg_dump",
            f"--dbname={conninfo({**connection, 'host': session.host, **({'hostaddr': address} if address else {})})}",
            *("--format=custom", "--no-password", "--no-unlogged-table-data"),
            *(f"--snapshot={snapshot}", f"--lock-wait-timeout={LOCK_SECONDS}s", f"--file={part}"),
        ],
        waiter,
    )
    say("[3/3] pg_restore lists what is in it")
    _require_listed(tables, part, waiter)
    return Facts(taken_at, version.split()[0], connection["dbname"], rows)


def conninfo(parameters: Mapping[str, Any]) -> str:
    """libpq's parameters as one text."""
    escaped = {name: str(value).replace("\\", r"\\").replace("'", r"\'") for name, value in parameters.items()}
    return " ".join(f"{name}='{value}'" for name, value in escaped.items())


def _run(words: list[str], waiter: Waiter) -> tuple[str, ...]:
    ended = run_command(words, waiter, shown=partial(own_lines_of, words[0]))
    if ended.code != 0:
        raise Refusal(
            f"{words[0]} ended with status {ended.code}: {(ended.lines or ('it said nothing',))[-1]}. "
            "The lines above say more; there is no dump of this run."
        )
    return ended.lines


def _require_listed(tables: list[Table], part: Path, waiter: Waiter) -> None:
    ended = run_command(["pg_restore", "--list", str(part)], waiter, tell=lambda _line: None)
    if ended.code != 0:
        raise Refusal(f"pg_restore can't read the dump: {' '.join(ended.lines)}. Run it again.")
    listed = {match.groups() for line in ended.lines if (match := LISTED.fullmatch(line))}
    lacking = [
        table.name for table in tables if ("TABLE DATA" if table.has_rows else "TABLE", table.listed_as) not in listed
    ]
    if lacking:
        raise Refusal(f"the dump lacks the tables {', '.join(lacking)}, which the database has. Run it again.")
