"""What both programs are told, and where a pod has everything."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gx_dumps.fields import Fields, read_json
from gx_dumps.run import Refusal

NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
KIND = re.compile(r"[A-Z][A-Za-z]{0,62}")
API_VERSION = re.compile(r"([a-z0-9.-]+/)?v[0-9][a-z0-9]*")
RESOURCE = re.compile(r"[a-z]{1,63}")


@dataclass(frozen=True)
class Places:
    """Where a pod mounts what these programs use."""

    settings: Path = Path("/etc/backup/dump.json")
    account: Path = Path("/var/run/secrets/kubernetes.io/serviceaccount")
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
    fields = Fields(read_json(path, "Mount the ConfigMap objects-dump-backup there."), path.name)
    settings = Settings(
        namespaces=tuple(_name(one) for one in _some(fields, "namespaces")),
        kinds=tuple(_kind(one) for one in _some(fields, "kinds")),
        least_objects=fields.integer("leastObjects", 1, 10**6),
        timeout_seconds=fields.integer("timeoutSeconds", 1, 7 * 86400),
    )
    fields.end()
    return settings


def _some(fields: Fields, name: str) -> list[Any]:
    value = fields.any(name)
    if not isinstance(value, list) or not value:
        raise Refusal(f"{name}: {value!r} is not valid. Give a list of at least one.")
    return value


def _name(value: object) -> str:
    return Fields({"namespaces": value}, "namespaces").text("namespaces", NAME, "Give the name of a namespace.")


def _kind(value: object) -> Kind:
    fields = Fields(value, "kinds")
    kind = Kind(
        api_version=fields.text("apiVersion", API_VERSION, "Give it as an object has it."),
        kind=fields.text("kind", KIND, "Give it as an object has it."),
        resource=fields.text("resource", RESOURCE, "Give the kind's name in a path, in the plural."),
    )
    fields.end()
    return kind
