"""Patroni's restore with a real PostgreSQL and a real pgBackRest."""

import contextlib
import io
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

import paths  # noqa: F401
from backup_case import DATABASE, STANZA, BackupCase
from gx_backup.restore_cluster import main
from gx_backup.unfinished_restore import MARK
from gx_shared.progress import NotYet, Waiter
from paths import PROGRAMS
from server import BIN


class RestoreTest(BackupCase):
    """Each test loses its server, which had a row more after a moment, and restores."""

    def setUp(self) -> None:
        super().setUp()
        self.start()
        self.administer("INSERT INTO account VALUES (1001, 'before')", DATABASE)
        # Moments are given in seconds: let one begin before and after.
        [(self.moment,)] = self.administer(
            """
            SELECT pg_sleep(1.1 - extract(milliseconds FROM clock_timestamp())::numeric % 1000 / 1000);
            SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || '+00';
            """
        )
        self.administer("INSERT INTO account VALUES (1002, 'after')", DATABASE)
        self.administer("SELECT pg_switch_wal()")
        self.pgbackrest.run("check", self.members)
        self.wanted = self.folder / "restore.json"

    def restore(self, moment: str) -> dict[str, object]:
        self.wanted.write_text(json.dumps({"stanza": STANZA, "from": moment}))
        with contextlib.redirect_stdout(io.StringIO()) as output:
            main([f"--datadir={self.data}", f"--wanted={self.wanted}"])
        outcome: dict[str, object] = json.loads(output.getvalue().splitlines()[-1])
        return outcome

    def rows(self) -> list[str]:
        """Starts a server on what was restored, as Patroni does, and returns the rows; it is promoted by then."""
        folder = tempfile.mkdtemp(dir=self.folder)
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c archive_mode=off -c hot_standby=off"
        words = [BIN / "pg_ctl", "start", f"--pgdata={self.data}", f"--log={folder}/log", f"--options={options}"]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        self.addCleanup(self.stop_restored)
        Waiter(60).until("its promotion", lambda: self.require_promoted(folder))
        subprocess.run([PROGRAMS / "post-bootstrap", f"host={folder} dbname=postgres user=postgres"], check=True)
        found = self.administer("SELECT name FROM account WHERE id > 1000 ORDER BY id", DATABASE, folder)
        return [name for (name,) in found]

    def require_promoted(self, folder: str) -> None:
        words = [BIN / "pg_isready", "--quiet", f"--host={folder}"]
        if subprocess.run(words).returncode != 0:
            raise NotYet(Path(folder, "log").read_text()[-200:])

    def stop_restored(self) -> None:
        subprocess.run([BIN / "pg_ctl", "stop", "--mode=immediate", f"--pgdata={self.data}"], stdout=subprocess.DEVNULL)

    def test_the_latest_has_all_rows_and_post_bootstrap_takes_the_mark_away(self) -> None:
        self.assertEqual("done", self.restore("latest")["result"])
        self.assertTrue((self.data.parent / MARK).exists())
        self.assertEqual(["before", "after"], self.rows())
        self.assertFalse((self.data.parent / MARK).exists())

    def test_a_moment_has_the_rows_of_before(self) -> None:
        self.assertEqual("done", self.restore(self.moment)["result"])
        self.assertEqual(["before"], self.rows())

    def test_with_a_wrong_passphrase_nothing_is_begun(self) -> None:
        with patch.dict(os.environ, {"PGBACKREST_REPO1_CIPHER_PASS": "another passphrase"}):
            outcome = self.restore("latest")
        self.assertEqual("failed", outcome["result"])
        self.assertRegex(
            str(outcome["error"]), "the repository can't be read: .FormatError. .* passphrase in pgbackrest.conf"
        )
        self.assertTrue(str(outcome["error"]).isprintable())
        self.assertFalse((self.data.parent / MARK).exists())

    def test_what_is_damaged_in_the_repository_is_not_restored(self) -> None:
        [bundle, *_] = sorted((self.folder / "repository/backup").glob(f"{STANZA}/*F/bundle/1"))
        content = bytearray(bundle.read_bytes())
        content[len(content) // 2] ^= 1
        bundle.write_bytes(content)
        outcome = self.restore("latest")
        self.assertEqual("failed", outcome["result"], outcome)
        self.assertEqual([], list(self.data.iterdir()))


if __name__ == "__main__":
    unittest.main()
