"""What is declared: objectstore.json and the root account's secret, as the pod mounts them."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from .say import Refusal

DECLARATION_FILE = Path("/etc/objectstore/objectstore.json")
ROOT_SECRET_FILE = Path("/etc/objectstore-root/secret")
ACCOUNTS_FILE = Path("/etc/objectstore-accounts/users.json")
TLS_FOLDER = Path("/tls/server")
AUTHORITY_FILE = TLS_FOLDER / "ca.crt"
DATA_FOLDER = Path("/data")
# The access key id of the account that may do everything; no secret.
ROOT = "root"


class Bucket(NamedTuple):
    """A bucket as it is to be."""

    name: str
    accounts: tuple[str, ...]
    """Access key ids of those who may use it."""
    earlier_versions_days: int | None
    """How long what was overwritten or deleted is kept; None where none of it is."""


class Declaration(NamedTuple):
    """The whole object store."""

    port: int
    region: str
    buckets: tuple[Bucket, ...]


def read_declaration(file: Path = DECLARATION_FILE) -> Declaration:
    """What objectstore.json says. Throws Refusal naming the file where it isn't there or lacks something."""
    try:
        found: dict[str, Any] = json.loads(file.read_text())
        return Declaration(int(found["port"]), str(found["region"]), tuple(_bucket(one) for one in found["buckets"]))
    except (OSError, ValueError, TypeError, KeyError) as error:
        what = f"{type(error).__name__} {error}"
        raise Refusal(f"{file}: {what}: mount the ConfigMap objectstore-configuration there.") from None


def root_secret(file: Path = ROOT_SECRET_FILE) -> str:
    """The root account's secret key. Throws Refusal where it isn't mounted."""
    return _text_of(file, "the Secret objectstore-root")


def authority(file: Path = AUTHORITY_FILE) -> str:
    """The certificate of who issued the server's, PEM. Throws Refusal where it isn't mounted."""
    return _text_of(file, "the authority's certificate")


def _text_of(file: Path, what: str) -> str:
    try:
        return file.read_text().strip()
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}: mount {what} there, readable by this user.") from None


def _bucket(found: dict[str, Any]) -> Bucket:
    days = found.get("earlierVersionsDays")
    return Bucket(str(found["name"]), tuple(map(str, found["accounts"])), None if days is None else int(days))
