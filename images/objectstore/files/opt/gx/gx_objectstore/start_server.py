"""Becomes the server."""

import os
from collections.abc import Mapping
from pathlib import Path

from gx_program.mounted import require_writable
from gx_program.say import Refusal, failed

from .declaration import ACCOUNTS_FILE, DATA_FOLDER, ROOT, TLS_FOLDER, Declaration, read_declaration, root_secret

BUCKETS_FOLDER = DATA_FOLDER / "buckets"
VERSIONS_FOLDER = DATA_FOLDER / "versions"
HEALTH_PATH = "/health"


def main() -> int:
    """Never returns where the server starts; else the exit code."""
    try:
        declared = read_declaration()
        pod_ip = os.environ.get("POD_IP")
        if not pod_ip:
            raise Refusal("environment: POD_IP missing: set it from the pod's own field status.podIP (fieldRef).")
        require_accounts(ACCOUNTS_FILE)
        require_writable(DATA_FOLDER)
        secret = root_secret()
    except Refusal as refusal:
        return failed(f"error: {refusal}")
    for folder in (BUCKETS_FOLDER, VERSIONS_FOLDER):
        folder.mkdir(exist_ok=True)
    os.execvpe("versitygw", command(declared, pod_ip), environment(os.environ, secret))


def command(declared: Declaration, pod_ip: str) -> list[str]:
    """The server's command line. The accounts' file is read anew for each request: it changes while the server runs."""
    # By the pod's own address for others, by loopback for the keeper.
    addresses = dict.fromkeys((pod_ip, "127.0.0.1"))
    return [
        "versitygw",
        *(word for address in addresses for word in ("--port", f"{address}:{declared.port}")),
        *("--cert", str(TLS_FOLDER / "tls.crt"), "--key", str(TLS_FOLDER / "tls.key")),
        *("--region", declared.region, "--health", HEALTH_PATH, "--quiet"),
        *("--iam-dir", str(ACCOUNTS_FILE.parent), "--iam-cache-disable"),
        *("posix", "--versioning-dir", str(VERSIONS_FOLDER), str(BUCKETS_FOLDER)),
    ]


def environment(own: Mapping[str, str], secret: str) -> dict[str, str]:
    """The server's environment: its secret is in no command line, which others on the node can read."""
    return {**own, "ROOT_ACCESS_KEY_ID": ROOT, "ROOT_SECRET_ACCESS_KEY": secret}


def require_accounts(file: Path) -> None:
    """Throws Refusal where the accounts aren't mounted: the server would try to write a file without any."""
    if not os.access(file, os.R_OK):
        raise Refusal(f"{file} can't be read: mount the Secret objectstore-accounts there, readable by uid {os.getuid()}.")
