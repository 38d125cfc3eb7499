"""The command line: what is run, in which order, and how its end is told."""

import argparse
from datetime import datetime, timezone
from pathlib import Path

from gx_program.kubernetes import pod_access
from gx_program.outcome import told_outcome
from gx_shared.certificates import ADMIN_TLS_FOLDER, SPARE_DAYS, last_day
from gx_shared.database import primary
from gx_shared.progress import Journal, Waiter

from .apply import PATIENCE_SECONDS, apply
from .cluster import Cluster
from .databases import apply_databases, lacks_databases
from .declared import Declared
from .kubernetes_api import KubernetesApi
from .patroni_api import patroni_api
from .pods import Pods
from .read_declared import DECLARED_FILE, read_declared
from .retire import retire
from .roles import apply_roles

PROGRAM = "reconcile"


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns the exit code: 0 when the cluster is what is declared, else 1."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Makes the running Patroni cluster what is declared. Run again after an interruption: it goes on.",
        epilog=f"""The last line of the output is JSON: {{"result": "done" or "failed", "changed": [...]}}, with "error"
        when it failed and "openSessions" after retire; after apply with "notWell" where members aren't, and with
        "certificatesEnd" in the last {SPARE_DAYS} days before it. apply waits for all members in a new cluster and
        where one had to be replaced or restarted; else for {PATIENCE_SECONDS} s, then without them.""",
    )
    parser.add_argument(
        "command",
        nargs="?",
        choices=("apply", "retire"),
        default="apply",
        help="apply (default): configuration, roles, databases, then the members one by one. "
        "retire: take LOGIN from the logins that services no longer use, also of services no longer declared.",
    )
    parser.add_argument(
        "--declared", type=Path, default=DECLARED_FILE, metavar="FILE", help="the declared state (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    journal = Journal()

    def run() -> dict[str, object]:
        declared = read_declared(options.declared)
        waiter = Waiter(declared.timeout_seconds)
        if options.command == "retire":
            return {"openSessions": _retire(declared, waiter, journal)}
        return _apply(declared, waiter, journal)

    return told_outcome(run, {"changed": journal.changed})


def _apply(declared: Declared, waiter: Waiter, journal: Journal) -> dict[str, object]:
    cluster = Cluster(declared, patroni_api(declared), waiter, journal)
    pods = Pods(declared, KubernetesApi(pod_access(), declared.namespace), waiter, journal)
    certificates_end = last_day(Path(ADMIN_TLS_FOLDER) / "tls.crt", datetime.now(timezone.utc))
    server = primary(declared.primary_host, declared.port, PROGRAM, journal)

    def fill() -> bool:
        was_empty = waiter.until("the primary", lambda: lacks_databases(server, declared))
        waiter.until("the roles", lambda: apply_roles(server, declared))
        waiter.until("the databases", lambda: apply_databases(server, declared))
        return was_empty

    told = {"notWell": apply(cluster, pods, fill), "certificatesEnd": certificates_end}
    return {name: value for name, value in told.items() if value}


def _retire(declared: Declared, waiter: Waiter, journal: Journal) -> dict[str, int]:
    server = primary(declared.primary_host, declared.port, PROGRAM, journal)
    return waiter.until("the primary", lambda: retire(server, declared))
