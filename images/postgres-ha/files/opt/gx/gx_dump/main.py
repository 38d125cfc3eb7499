"""The command lines of `dump`, `prove-dump` and `load-dump`: what is run, and with what."""

import argparse
import os
from datetime import datetime, timezone
from pathlib import Path

from gx_program.outcome import job_parser, told_outcome
from gx_shared.certificates import ADMIN_TLS_FOLDER, last_day
from gx_shared.database import ADMINISTRATOR, LOST_NODE, Server, by_certificate
from gx_shared.progress import Journal, Waiter

from .load_dump import load_dump
from .prove_dump import SUPERUSER, prove_dump
from .settings import DUMP_FOLDER, SETTINGS_FILE, Settings, read_settings
from .take_dump import take_dump

TLS_FOLDER = "/tls/dump"
# The session that keeps the snapshot is idle while pg_dump runs. Rows that a policy hides are refused, not left out.
SOURCE_SETTINGS = {"idle_in_transaction_session_timeout": "0", "lock_timeout": "60s", "row_security": "off"}


def dump(arguments: list[str] | None = None) -> int:
    """Takes a dump and returns the exit code."""
    parser = _parser(
        "dump",
        f"Dumps a database of the cluster into {DUMP_FOLDER}: the dump and, last of all, what was counted in it. "
        "Run again after an interruption: it begins anew.",
    )
    options = parser.parse_args(arguments)
    return told_outcome(lambda: _dump(read_settings(options.settings)))


def prove(arguments: list[str] | None = None) -> int:
    """Restores a dump and returns the exit code: 0 when it has all that was counted."""
    parser = _parser(
        "prove-dump",
        f"Restores the dump in {DUMP_FOLDER} into a new server below $PGDATA, compares tables and rows with the facts "
        "beside it, and removes that server again.",
    )
    parser.add_argument("--keep", action="store_true", help="keep it for people to look at, until the pod is deleted")
    options = parser.parse_args(arguments)
    return told_outcome(lambda: _prove(read_settings(options.settings), options.keep))


def load(arguments: list[str] | None = None) -> int:
    """Loads a dump into the cluster and returns the exit code."""
    parser = _parser(
        "load-dump",
        f"Loads the dump in {DUMP_FOLDER} into a database of the cluster that isn't there yet, or has no tables: all of it or "
        "nothing. Asked for by a person alone.",
    )
    parser.add_argument("database", help="its name; letters, digits and underscores")
    options = parser.parse_args(arguments)
    return told_outcome(lambda: _load(read_settings(options.settings), options.database))


def _parser(program: str, description: str) -> argparse.ArgumentParser:
    parser = job_parser(program, description)
    parser.add_argument(
        "--settings", type=Path, default=SETTINGS_FILE, metavar="FILE", help="what is told (default: %(default)s)"
    )
    return parser


def _dump(settings: Settings) -> dict[str, object]:
    last_day(Path(TLS_FOLDER) / "tls.crt", datetime.now(timezone.utc))
    waiter = Waiter(settings.timeout_seconds)
    connection = {
        **{"port": settings.port, "user": settings.role, "application_name": "dump"},
        **by_certificate(TLS_FOLDER),
    }
    journal = Journal()
    # The primary only where no standby can be dumped.
    servers = [
        Server(
            {**connection, "host": host, "target_session_attrs": role},
            journal,
            settings.timeout_seconds,
            SOURCE_SETTINGS,
        )
        for role in ("standby", "primary")
        for host in settings.hosts
    ]
    return take_dump(servers, {**connection, **LOST_NODE}, settings, DUMP_FOLDER, waiter)


def _load(settings: Settings, database: str) -> dict[str, object]:
    waiter = Waiter(settings.timeout_seconds)
    connection = {
        **{"host": settings.host, "port": settings.port, "user": ADMINISTRATOR, "application_name": "load-dump"},
        **{**by_certificate(ADMIN_TLS_FOLDER), "target_session_attrs": "read-write"},
    }
    server = Server(connection, Journal(), settings.timeout_seconds)
    return load_dump(settings, database, DUMP_FOLDER, server, {**connection, **LOST_NODE}, waiter)


def _prove(settings: Settings, is_kept: bool) -> dict[str, object]:
    waiter, journal = Waiter(settings.timeout_seconds), Journal()

    def connect(socket_folder: str) -> Server:
        return Server({"host": socket_folder, "user": SUPERUSER}, journal, waiter.left())

    return prove_dump(settings, DUMP_FOLDER, Path(os.environ["PGDATA"]), connect, waiter, is_kept)
