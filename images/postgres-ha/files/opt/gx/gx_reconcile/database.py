"""Connections to the primary as its superuser, and statements that are told of without being shown."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection

from .declared import Declared
from .patroni_api import TLS_FOLDER
from .progress import Journal, NotYet, Refusal
from .statements import Change

ADMINISTRATOR = "gx_admin"
# Verifiers are in statements: keep these out of the server's log, of pg_stat_statements and of pg_stat_activity.
SETTINGS = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "pg_stat_statements.track_utility": "off",
    "track_activities": "off",
    "statement_timeout": "60s",
    "lock_timeout": "20s",
}


class Server:
    """Opens connections to one server. `parameters` are libpq's, without the database."""

    def __init__(self, parameters: dict[str, Any], has_standby: bool, journal: Journal) -> None:
        # In strict synchronous mode a commit waits for a standby for ever while there is none, and the first member of
        # a new cluster has none. What it commits alone isn't lost: a standby made later is a copy of it.
        local = {} if has_standby else {"synchronous_commit": "local"}
        self._journal = journal
        options = " ".join(f"-c {name}={value}" for name, value in {**SETTINGS, **local}.items())
        self._parameters = {**parameters, "options": options, "application_name": "reconcile", "connect_timeout": 5}

    @contextmanager
    def session(self, database: str) -> Iterator["Session"]:
        """A session that commits each statement by itself. Throws NotYet when the server can't be reached."""
        try:
            connection = psycopg2.connect(dbname=database, **self._parameters)
        except psycopg2.OperationalError as error:
            raise NotYet(f"no connection to database {database}: {_one_line(str(error))}") from None
        try:
            connection.autocommit = True
            yield Session(connection, database, self._journal)
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            raise NotYet(f"the connection to database {database} ended: {_message(error)}") from None
        except psycopg2.Error as error:
            raise Refusal(f"PostgreSQL refused a statement in database {database}: {_message(error)}.") from None
        finally:
            connection.close()


class Session:
    """One connection."""

    def __init__(self, connection: Connection, database: str, journal: Journal) -> None:
        self._connection = connection
        self._database = database
        self._journal = journal

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return list(cursor.fetchall())

    def apply(self, changes: Sequence[Change]) -> None:
        """Executes the changes in order and notes each."""
        for change in changes:
            with self._connection.cursor() as cursor:
                cursor.execute(change.statement)
            self._journal.did(f"{self._database}: {change.description}")


def primary(declared: Declared, has_standby: bool, journal: Journal) -> Server:
    """The primary as the Service names it, with the administrator's certificate."""
    return Server(
        {
            "host": declared.primary_host,
            "port": declared.port,
            "user": ADMINISTRATOR,
            "sslmode": "verify-full",
            "sslrootcert": f"{TLS_FOLDER}/ca.crt",
            "sslcert": f"{TLS_FOLDER}/tls.crt",
            "sslkey": f"{TLS_FOLDER}/tls.key",
            "target_session_attrs": "read-write",
        },
        has_standby,
        journal,
    )


def _message(error: psycopg2.Error) -> str:
    """Only what the server says of an error: the rest quotes the statement, and that may hold a verifier."""
    return _one_line(error.diag.message_primary or type(error).__name__)


def _one_line(text: str) -> str:
    return " ".join(text.split())
