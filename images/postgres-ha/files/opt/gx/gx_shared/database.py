"""Connections to a server, mostly as its superuser, and statements that are told of without being shown."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection

from gx_program.say import Refusal

from .bounded_wait import NoAnswer, bounded
from .certificates import ADMIN_TLS_FOLDER
from .progress import Journal, NotYet
from .statements import Change

ADMINISTRATOR = "gx_admin"
# Verifiers are in statements: keep these out of the server's log, of pg_stat_statements and of pg_stat_activity.
SETTINGS = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "pg_stat_statements.track_utility": "off",
    "track_activities": "off",
    "lock_timeout": "20s",
}
STATEMENT_SECONDS = 60.0
# What is waited longer for an answer: statement_timeout ends neither a commit that waits for a standby nor a silence.
SPARE_SECONDS = 10.0
# A node that is lost says nothing: without these a run would wait for it for hours.
LOST_NODE = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# A base backup streams too, and confirms nothing.
HAS_STANDBY = "SELECT EXISTS (SELECT FROM pg_stat_replication WHERE state = 'streaming' AND flush_lsn IS NOT NULL)"


class Server:
    """Opens connections to one server. `parameters` are libpq's, without the database.

    A statement may take `statement_seconds`. Sessions begin with `settings`, of which most are a superuser's to set.
    """

    def __init__(
        self,
        parameters: Mapping[str, Any],
        journal: Journal,
        statement_seconds: float = STATEMENT_SECONDS,
        settings: Mapping[str, str] = SETTINGS,
    ) -> None:
        self._journal = journal
        self._statement_seconds = statement_seconds
        all_settings = {**settings, "statement_timeout": f"{statement_seconds:.0f}s"}
        options = " ".join(f"-c {name}={value}" for name, value in all_settings.items())
        self._parameters = {**parameters, **LOST_NODE, "options": options}

    @contextmanager
    def session(self, database: str) -> Iterator["Session"]:
        """A session that commits each statement by itself. Throws NotYet when the server is away or hangs."""
        try:
            connection = psycopg2.connect(dbname=database, **self._parameters)
        except psycopg2.OperationalError as error:
            raise NotYet(f"no connection to database {database}: {_one_line(str(error))}") from None
        process = connection.info.backend_pid
        try:
            connection.autocommit = True
            session = Session(connection, database, self._journal)
            with bounded(self._statement_seconds + SPARE_SECONDS):
                # In strict synchronous mode a commit waits for a standby for ever while there is none, and the first
                # member of a new cluster has none. What it commits alone isn't lost: a standby made later copies it.
                if session.rows(HAS_STANDBY) == [(False,)]:
                    session.execute("SET synchronous_commit = local")
                yield session
        except NoAnswer as error:
            self._cancel(process)
            raise NotYet(f"{error} from database {database}: it hangs, or a commit waits for a standby") from None
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            raise NotYet(f"the connection to database {database} ended: {_message(error)}") from None
        except psycopg2.Error as error:
            raise Refusal(f"PostgreSQL refused a statement in database {database}: {_message(error)}.") from None
        finally:
            connection.close()

    def _cancel(self, process: int) -> None:
        """Ends what a server process waits for, as it holds locks meanwhile."""
        with suppress(psycopg2.Error, NoAnswer):
            connection = psycopg2.connect(dbname="postgres", **self._parameters)
            try:
                with bounded(STATEMENT_SECONDS), connection.cursor() as cursor:
                    cursor.execute("SELECT pg_cancel_backend(%s)", (process,))
            finally:
                connection.close()


class Session:
    """One connection."""

    def __init__(self, connection: Connection, database: str, journal: Journal) -> None:
        self._connection = connection
        self._database = database
        self._journal = journal

    @property
    def host(self) -> str:
        """Which of several hosts it is connected to."""
        return str(self._connection.info.host)

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return list(cursor.fetchall())

    def execute(self, statement: str) -> None:
        """Executes a statement that has no rows."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement)

    def apply(self, changes: Sequence[Change]) -> None:
        """Executes the changes in order and notes each."""
        for change in changes:
            self.execute(change.statement)
            self._journal.did(f"{self._database}: {change.description}")


def primary(host: str, port: int, program: str, journal: Journal) -> Server:
    """The primary as the Service names it, with the administrator's certificate. `program` asks."""
    return Server(
        {
            "host": host,
            "port": port,
            "user": ADMINISTRATOR,
            "application_name": program,
            **by_certificate(ADMIN_TLS_FOLDER),
            "target_session_attrs": "read-write",
        },
        journal,
    )


def by_certificate(folder: str) -> dict[str, str]:
    """libpq's parameters for who shows the certificate in a folder, and trusts its authority."""
    return {
        "sslmode": "verify-full",
        "sslrootcert": f"{folder}/ca.crt",
        "sslcert": f"{folder}/tls.crt",
        "sslkey": f"{folder}/tls.key",
    }


def _message(error: psycopg2.Error) -> str:
    """Only what the server says of an error: the rest quotes the statement, and that may hold a verifier."""
    return _one_line(error.diag.message_primary or type(error).__name__)


def _one_line(text: str) -> str:
    return " ".join(text.split())
