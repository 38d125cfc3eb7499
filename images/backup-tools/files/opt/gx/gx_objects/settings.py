"""What both programs are told, and where a pod has everything."""

import re
from dataclasses import dataclass
from pathlib import Path

from gx_program.fields import Fields, Form, read_json
from gx_program.kubernetes import ACCOUNT_FOLDER

NAMESPACE = Form(re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"), "Give the name of a namespace.")
KIND = Form(re.compile(r"[A-Z][A-Za-z]{0,62}"), "Give it as an object has it.")
API_VERSION = Form(re.compile(r"([a-z0-9.-]+/)?v[0-9][a-z0-9]*"), "Give it as an object has it.")
RESOURCE = Form(re.compile(r"[a-z]{1,63}"), "Give the kind's name in a path, in the plural.")


@dataclass(frozen=True)
class Places:
    """Where a pod mounts what these programs use."""

    settings: Path = Path("/etc/backup/dump.json")
    account: Path = ACCOUNT_FOLDER
    dump: Path = Path("/dump")


@dataclass(frozen=True)
class Kind:
    """A kind of objects in namespaces; `resource` is what it is called in a path."""

    api_version: str
    kind: str
    resource: str


@dataclass(frozen=True)
class Settings:
    """The whole. `kinds` are in the order in which they can be applied."""

    namespaces: tuple[str, ...]
    kinds: tuple[Kind, ...]
    least_objects: int
    timeout_seconds: int


def read_settings(path: Path) -> Settings:
    """Reads and checks the file. Throws Refusal naming field, value and remedy."""
    fields = Fields(read_json(path, "Mount the ConfigMap objects-dump-backup there."))
    settings = Settings(
        namespaces=fields.texts("namespaces", NAMESPACE, least=1),
        kinds=tuple(_kind(one) for one in fields.objects("kinds", least=1)),
        least_objects=fields.integer("leastObjects", 1, 10**6),
        timeout_seconds=fields.timeout_seconds(),
    )
    fields.end()
    return settings


def _kind(fields: Fields) -> Kind:
    kind = Kind(
        api_version=fields.text("apiVersion", API_VERSION),
        kind=fields.text("kind", KIND),
        resource=fields.text("resource", RESOURCE),
    )
    fields.end()
    return kind
