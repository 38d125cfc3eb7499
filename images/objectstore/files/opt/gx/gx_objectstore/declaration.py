"""What is declared: objectstore.json and the root account's secret, as the pod mounts them."""

from pathlib import Path
from typing import NamedTuple

from gx_program.fields import Fields, read_json
from gx_program.mounted import read_mounted

DECLARATION_FILE = Path("/etc/objectstore/objectstore.json")
ROOT_SECRET_FILE = Path("/etc/objectstore-root/secret")
ACCOUNTS_FILE = Path("/etc/objectstore-accounts/users.json")
TLS_FOLDER = Path("/tls/server")
AUTHORITY_FILE = TLS_FOLDER / "ca.crt"
DATA_FOLDER = Path("/data")
MOST_DAYS = 3650
# The access key id of the account that may do everything; no secret.
ROOT = "root"


class Bucket(NamedTuple):
    """A bucket as it is to be."""

    name: str
    accounts: tuple[str, ...]
    """Access key ids of those who may use it."""
    readers: tuple[str, ...]
    """Of those who may read what is there now, and nothing else."""
    earlier_versions_days: int | None
    """How long what was overwritten or deleted is kept; None where none of it is."""


class Declaration(NamedTuple):
    """The whole object store."""

    port: int
    region: str
    buckets: tuple[Bucket, ...]


def read_declaration(file: Path = DECLARATION_FILE) -> Declaration:
    """What objectstore.json says. Throws Refusal naming field, value and remedy.

    More than is known in it does no harm: it changes before this pod is replaced.
    """
    fields = Fields(read_json(file, "Mount the ConfigMap objectstore-configuration there."))
    buckets = tuple(_bucket(one) for one in fields.objects("buckets"))
    return Declaration(fields.port("port"), fields.text("region"), buckets)


def root_secret(file: Path = ROOT_SECRET_FILE) -> str:
    """The root account's secret key. Throws Refusal where it isn't mounted."""
    return read_mounted(file, "Mount the Secret objectstore-root there, readable by this user.")


def authority(file: Path = AUTHORITY_FILE) -> str:
    """The certificate of who issued the server's, PEM. Throws Refusal where it isn't mounted."""
    return read_mounted(file, "Mount the authority's certificate there, readable by this user.")


def _bucket(fields: Fields) -> Bucket:
    days = fields.integer("earlierVersionsDays", 1, MOST_DAYS) if fields.has("earlierVersionsDays") else None
    return Bucket(fields.text("name"), fields.texts("accounts", least=1), fields.texts("readers", least=1), days)
