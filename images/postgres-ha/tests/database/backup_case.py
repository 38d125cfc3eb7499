"""What tests of backups with a real PostgreSQL and a real pgBackRest begin with."""

import contextlib
import io
import os
import shutil
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg2
from gx_backup.copies import Copies
from gx_backup.pgbackrest import PgBackRest
from gx_backup.repository import Repository
from gx_backup.start import start_backups
from gx_backup.take_backup import take_backup
from gx_shared.database import Server
from gx_shared.progress import Journal, Waiter
from server import TemporaryServer

STANZA = "postgres"
DATABASE = "gx_protocol"
TABLES = """
    CREATE TABLE account (id int PRIMARY KEY, name text NOT NULL);
    CREATE INDEX ON account (name);
    CREATE TABLE payment (id int PRIMARY KEY, account int NOT NULL REFERENCES account);
    INSERT INTO account SELECT n, 'account ' || n FROM generate_series(1, 200) n;
    INSERT INTO payment SELECT n, n FROM generate_series(1, 100) n;
"""
# The shell of the command is in the server's data folder. Its locks are its own, as in a pod: the jobs run in others.
ARCHIVE_COMMAND = f"pgbackrest --stanza={STANZA} --pg1-path=$PWD --lock-path=$PWD/../../archiver archive-push %p"
LEAST_BYTES = 20_000_000
SECONDS = 300


class BackupCase(unittest.TestCase):
    """Each test begins with a server that archives its log into an encrypted repository."""

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="backup-"))
        # What still archives when its server has ended may yet take a lock away there.
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.data = self.folder / "volume/pgdata"
        self.data.parent.mkdir()
        self.enterContext(patch.dict(os.environ, {**self.configuration(), "PGDATA": str(self.data)}))
        self.output = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.server = TemporaryServer({"archive_mode": "on", "archive_command": ARCHIVE_COMMAND})
        self.addCleanup(self.server.stop)
        self.administer(f"CREATE DATABASE {DATABASE}")
        self.administer(TABLES, DATABASE)
        self.waiter = Waiter(SECONDS)
        self.pgbackrest = PgBackRest(STANZA, self.waiter)
        self.repository = Repository(STANZA, self.pgbackrest)
        self.copies = Copies(self.data, self.pgbackrest, self.connect, self.waiter)
        self.members = [f"--pg1-path={self.server.data}", f"--pg1-socket-path={self.server.folder}"]

    def configuration(self) -> dict[str, str]:
        """pgBackRest's configuration, as its environment."""
        options = {
            "repo1_path": self.folder / "repository",
            "repo1_cipher_type": "aes-256-cbc",
            "repo1_cipher_pass": "a passphrase",
            "repo1_bundle": "y",
            "repo1_retention_full_type": "time",
            "repo1_retention_full": 7,
            "compress_type": "zst",
            "start_fast": "y",
            "archive_async": "y",
            "archive_timeout": 60,
            "spool_path": self.folder,
            "lock_path": self.folder,
            "log_level_file": "off",
            "process_max": 2,
        }
        return {f"PGBACKREST_{name.upper()}": str(value) for name, value in options.items()}

    def start(self) -> dict[str, object]:
        return start_backups(self.members, LEAST_BYTES, self.pgbackrest, self.repository, self.waiter)

    def take(self, kind: str) -> dict[str, object]:
        return take_backup(kind, lambda: self.members, LEAST_BYTES, self.pgbackrest, self.repository, self.waiter)

    def connect(self, socket_folder: str | Path) -> Server:
        """A server as its superuser, as the programs do."""
        return Server({"host": str(socket_folder), "user": "postgres"}, Journal())

    def administer(
        self, statement: str, database: str = "postgres", folder: str | Path | None = None
    ) -> list[tuple[Any, ...]]:
        connection = psycopg2.connect(host=str(folder or self.server.folder), dbname=database, user="postgres")
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    def archived(self, pattern: str) -> list[Path]:
        """Files of the log in the repository."""
        return sorted((self.folder / "repository/archive").glob(f"{STANZA}/15-1/**/{pattern}"))
