"""A standby that is promoted while segments wait on the primary, with a real PostgreSQL and a real pgBackRest."""

import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import paths  # noqa: F401
from backup_case import BackupCase
from gx_backup.catch_up import CatchUp
from gx_backup.own_log import OwnLog
from gx_backup.own_server import OwnServer
from gx_backup.wal import missing_segments
from gx_shared.progress import NotYet, Waiter
from server import BIN

NEXT_SEGMENT = "SELECT pg_walfile_name(pg_switch_wal()) FROM pg_logical_emit_message(false, 'test', 'of the log')"


class ArchiveAgainTest(BackupCase):
    """Each test has a standby that streams, and a primary with a first backup that archives nothing more."""

    def setUp(self) -> None:
        super().setUp()
        self.start()
        # As members have it, on the smallest volume.
        self.administer("ALTER SYSTEM SET wal_keep_size = '576MB'")
        self.standby = Path(tempfile.mkdtemp(prefix="standby-", dir=self.folder))
        self.allow_replication()
        self.copy_and_start()
        self.administer("ALTER SYSTEM SET archive_command = 'false'")
        self.administer("SELECT pg_reload_conf()")

    def allow_replication(self) -> None:
        with (self.server.data / "pg_hba.conf").open("a") as file:
            file.write("local replication postgres trust\n")
        self.administer("SELECT pg_reload_conf()")

    def copy_and_start(self) -> None:
        data = f"--pgdata={self.standby / 'data'}"
        source = ("--host", str(self.server.folder), "--username=postgres")
        copying = ("--write-recovery-conf", "--checkpoint=fast", data, *source)
        subprocess.run([BIN / "pg_basebackup", *copying], check=True, stdout=subprocess.DEVNULL)
        options = f"-c listen_addresses= -c unix_socket_directories={self.standby} -c max_connections=30"
        self.control("start", "--wait", f"--log={self.standby / 'log'}", f"--options={options}")
        self.addCleanup(self.control, "stop", "--wait", "--mode=immediate")

    def control(self, *arguments: str) -> None:
        command = [BIN / "pg_ctl", *arguments, f"--pgdata={self.standby / 'data'}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def await_streamed(self) -> None:
        [(written,)] = self.administer("SELECT pg_current_wal_lsn()")

        def look() -> None:
            [(has,)] = self.administer(f"SELECT pg_last_wal_replay_lsn() >= '{written}'", folder=self.standby)
            if not has:
                raise NotYet("it has not")

        Waiter(60).until("the standby to have all", look)

    def test_what_only_the_old_primary_had_to_archive_gets_into_the_repository(self) -> None:
        waiting = [str(segment) for _ in range(20) for (segment,) in self.administer(NEXT_SEGMENT)]
        self.await_streamed()
        store = self.folder / "repository"
        store.chmod(0)
        self.addCleanup(store.chmod, 0o750)
        self.control("promote", "--wait")
        pauses: list[float] = []

        def sleep(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 2:
                store.chmod(0o750)
            time.sleep(1)

        server = OwnServer(self.connect(self.standby))
        told = CatchUp(OwnLog(self.standby / "data"), server, lambda: self.repository, sleep).run()
        self.assertEqual([30.0, 30.0], pauses[:2])
        self.assertRegex(told, f"archived again: 2[01] of its files, .* to {waiting[-1]}$")
        contents = self.repository.look()
        current = server.current_segment()
        assert current is not None
        present = [*self.repository.segments(contents.archive), current]
        self.assertEqual([], missing_segments(present, contents.backups[0].first_segment, current))
        self.assertTrue(set(waiting) <= set(present))


if __name__ == "__main__":
    unittest.main()
