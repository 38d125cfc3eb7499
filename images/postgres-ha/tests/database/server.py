"""A PostgreSQL of its own in a temporary folder, reached by its socket alone."""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

BIN = Path("/usr/lib/postgresql/15/bin")
HBA = "local all postgres,gx_admin,exporter,dumper trust\nlocal all all scram-sha-256\n"


class TemporaryServer:
    """Starts with what logs as much as a server can. Must not be made by root, whom PostgreSQL refuses.

    `parameters` are PostgreSQL's, beside those that all of these servers have.
    """

    def __init__(self, parameters: dict[str, str] | None = None) -> None:
        if os.getuid() == 0:
            raise RuntimeError("PostgreSQL doesn't run as root: run these tests as another user, e.g. by setpriv.")
        self.folder = Path(tempfile.mkdtemp(prefix="reconcile-"))
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        shutil.copytree(_initialized(), self.data)
        (self.data / "pg_hba.conf").write_text(HBA)
        with (self.data / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in (parameters or {}).items())
        settings = (
            f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off -c log_statement=all "
            "-c shared_preload_libraries=pg_stat_statements -c max_connections=30 -c log_min_duration_statement=0"
        )
        _run("pg_ctl", "start", "--wait", f"--pgdata={self.data}", f"--log={self.log}", f"--options={settings}")

    def stop(self) -> None:
        """Ends it and removes all that it wrote."""
        _run("pg_ctl", "stop", "--wait", "--mode=immediate", f"--pgdata={self.data}")
        shutil.rmtree(self.folder)


@cache
def _initialized() -> Path:
    """A data folder that all servers begin with, made once and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="reconcile-"))
    atexit.register(shutil.rmtree, folder)
    options = ("--username=postgres", "--auth=trust", "--data-checksums", "--no-sync")
    _run("initdb", *options, f"--pgdata={folder / 'data'}")
    return folder / "data"


def _run(command: str, *arguments: str) -> None:
    subprocess.run([BIN / command, *arguments], check=True, stdout=subprocess.DEVNULL)
