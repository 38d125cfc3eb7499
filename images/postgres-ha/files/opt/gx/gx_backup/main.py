"""The command line of `backup`: what is run, and with what."""

import argparse
import os
from datetime import datetime, timezone
from pathlib import Path

from gx_shared.certificates import last_day
from gx_shared.database import Server, primary
from gx_shared.progress import Journal, Waiter

from .members import SUPERUSER, TLS_FOLDER, answering_members, member_options
from .outcome import told_outcome
from .pgbackrest import PgBackRest
from .repository import Repository
from .restore_test import RestoreTest
from .settings import SETTINGS_FILE, Settings, read_settings
from .start import start_backups
from .take_backup import KINDS, take_backup

PROGRAM = "backup"


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns the exit code."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Backs the Patroni cluster up with pgBackRest. Run again after an interruption: it goes on.",
        epilog="""The last line of the output is JSON: {"result": "done" or "failed", ...}, with "error" when it failed.
        Old backups are removed by pgBackRest, and only after a new one is complete.""",
    )
    parser.add_argument(
        "command",
        choices=("start", *KINDS, "restore-test"),
        help="start: make the stanza, see that the log is archived, and take a first full backup if there is none. "
        "full, differential: take one, and read back that it is good. "
        "restore-test: restore to a moment of just now, and look at all of it.",
    )
    parser.add_argument(
        "--settings", type=Path, default=SETTINGS_FILE, metavar="FILE", help="what is told (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    return told_outcome(lambda: _run(options.command, read_settings(options.settings)))


def _run(command: str, settings: Settings) -> dict[str, object]:
    waiter = Waiter(settings.timeout_seconds)
    pgbackrest = PgBackRest(settings.stanza, waiter)
    if command == "restore-test":
        return _restore_test(settings, pgbackrest, waiter)
    last_day(Path(TLS_FOLDER) / "tls.crt", datetime.now(timezone.utc))
    members = member_options(answering_members(settings), settings.members_port)
    repository = Repository(settings.stanza, pgbackrest)
    if command == "start":
        return start_backups(members, settings.least_bytes, pgbackrest, repository, waiter)
    return take_backup(command, members, settings.least_bytes, pgbackrest, repository, waiter)


def _restore_test(settings: Settings, pgbackrest: PgBackRest, waiter: Waiter) -> dict[str, object]:
    journal = Journal()

    def restored(socket_folder: str) -> Server:
        return Server({"host": socket_folder, "user": SUPERUSER}, journal, waiter.left())

    source = primary(settings.primary_host, settings.port, PROGRAM, journal)
    return RestoreTest(settings, Path(os.environ["PGDATA"]), source, restored, pgbackrest, waiter).run()
