"""Patroni's way to begin a cluster from the repository: fills the folder of the first member's data."""

import os
import shutil
from datetime import datetime, timezone
from pathlib import Path

from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say
from gx_shared.progress import Waiter

from .pgbackrest import PgBackRest
from .repository import Repository
from .unfinished_restore import mark_unfinished
from .wanted_restore import WANTED_FILE, WantedRestore, read_wanted, target_options

# A restore may take as long as it gets on. What doesn't is ended by pgBackRest's own time-outs.
MOST_SECONDS = 7 * 86400


def main(arguments: list[str] | None = None) -> int:
    """Restores and returns the exit code: 0 when PostgreSQL may be started, which then recovers; else 1."""
    parser = job_parser(
        "restore",
        "Restores the cluster's files from the repository into an empty folder, as Patroni's bootstrap method. What "
        "fails leaves no files.",
    )
    parser.add_argument("--scope", help="given by Patroni; not needed")
    parser.add_argument("--datadir", type=Path, default=Path(os.environ["PGDATA"]), help="default: %(default)s")
    parser.add_argument(
        "--wanted", type=Path, default=WANTED_FILE, metavar="FILE", help="to which moment (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    return told_outcome(lambda: restore_cluster(options.datadir, read_wanted(options.wanted)))


def restore_cluster(data: Path, wanted: WantedRestore) -> dict[str, object]:
    """Fills the folder and returns what is told of it. Throws Refusal, and leaves no files then."""
    waiter = Waiter(MOST_SECONDS)
    start = waiter.now()
    pgbackrest = PgBackRest(wanted.stanza, waiter)
    if data.exists() and any(data.iterdir()):
        raise Refusal(f"{data} isn't empty, and nothing is restored over data. Is there a cluster already?")
    target = target_options(wanted, Repository(wanted.stanza, pgbackrest), datetime.now(timezone.utc))
    say(f"restoring the cluster from the repository: {' '.join(target)}")
    mark_unfinished(data)
    try:
        data.mkdir(mode=0o700, exist_ok=True)
        pgbackrest.run("restore", [f"--pg1-path={data}", "--no-delta", *target])
    except BaseException:
        _empty(data)
        raise
    say("restored; PostgreSQL recovers next, and says what it does")
    if wanted.moment:
        say(
            "if it then says 'recovery ended before configured recovery target was reached', the log in the repository "
            "ends before that moment: set gx:postgres.backup.restoreFrom to latest"
        )
    return {"seconds": round(waiter.now() - start)}


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
