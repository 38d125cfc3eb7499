"""The command line of `backup`: what is run, and with what."""

import os
from datetime import datetime, timezone
from pathlib import Path

from gx_program.outcome import job_parser, told_outcome
from gx_shared.certificates import last_day
from gx_shared.database import Server, primary
from gx_shared.progress import Journal, Waiter

from .copies import Copies
from .list_backups import list_backups
from .look import look
from .members import SUPERUSER, TLS_FOLDER, answering_members, member_options
from .pgbackrest import PgBackRest
from .repository import Repository
from .restore_test import restore_test
from .settings import SETTINGS_FILE, Settings, read_settings
from .start import start_backups
from .take_backup import KINDS, take_backup
from .wanted_restore import LATEST, WantedRestore, moment_of

PROGRAM = "backup"


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns the exit code."""
    parser = job_parser(
        PROGRAM,
        "Backs the Patroni cluster up with pgBackRest. Run again after an interruption: it goes on. Old backups are "
        "removed by pgBackRest, and only after a new one is complete.",
    )
    parser.add_argument(
        "command",
        choices=("start", *KINDS, "restore-test", "look", "list"),
        help="start: make the stanza, see that the log is archived, and take a first full backup if there is none. "
        "full, differential: take one, and read back that it is good. "
        "restore-test: restore to a moment of just now, and look at all of it. "
        "look: restore to a moment, and keep that copy for people to look at. "
        "list: print the backups that there are.",
    )
    parser.add_argument(
        "moment",
        nargs="?",
        help=f"for look alone: YYYY-MM-DD HH:MM:SS+00, in UTC, or {LATEST}, which it is if it isn't given",
    )
    parser.add_argument(
        "--timeline",
        type=int,
        metavar="NUMBER",
        help="for look alone: the timeline that the moment is on, where the cluster went back since (default: the newest)",
    )
    parser.add_argument(
        "--settings", type=Path, default=SETTINGS_FILE, metavar="FILE", help="what is told (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    if (options.moment is not None or options.timeline is not None) and options.command != "look":
        parser.error(f"{options.command} takes no moment and no timeline")
    return told_outcome(
        lambda: _run(options.command, options.moment or LATEST, options.timeline, read_settings(options.settings))
    )


def _run(command: str, moment: str, timeline: int | None, settings: Settings) -> dict[str, object]:
    waiter = Waiter(settings.timeout_seconds)
    pgbackrest = PgBackRest(settings.stanza, waiter)
    repository = Repository(settings.stanza, pgbackrest)
    if command == "list":
        return list_backups(repository)
    if command in ("restore-test", "look"):
        journal = Journal()
        copies = Copies(Path(os.environ["PGDATA"]), pgbackrest, lambda folder: _copy(folder, journal, waiter), waiter)
        if command == "look":
            wanted = WantedRestore(settings.stanza, moment_of(moment, "moment"), timeline)
            return look(wanted, settings.database, repository, copies)
        source = primary(settings.primary_host, settings.port, PROGRAM, journal)
        return restore_test(settings, source, repository, copies, waiter)
    last_day(Path(TLS_FOLDER) / "tls.crt", datetime.now(timezone.utc))

    def find_members() -> list[str]:
        return member_options(answering_members(settings, waiter), settings.members_port)

    if command == "start":
        return start_backups(find_members(), settings.least_bytes, pgbackrest, repository, waiter)
    return take_backup(command, find_members, settings.least_bytes, pgbackrest, repository, waiter)


def _copy(socket_folder: str, journal: Journal, waiter: Waiter) -> Server:
    """A restored copy, whose statements may take all the time that is left."""
    return Server({"host": socket_folder, "user": SUPERUSER}, journal, waiter.left())
