"""The dump's file: how objects stand in it, and what is told of them beside it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from gx_dumps.dump import FACTS

FILE = "objects.json.gz"
# One object a line, and the whole what kubectl applies.
HEAD, END = '{"apiVersion":"v1","kind":"List","items":[\n', "\n]}\n"


def facts_file(folder: Path) -> Path:
    """Where the facts are."""
    return folder / FACTS


def identity(one: dict[str, Any]) -> tuple[str, str, str]:
    """Kind, namespace, which is empty for a namespace itself, and name."""
    metadata = one["metadata"]
    return one["kind"], metadata.get("namespace", ""), metadata["name"]


def shown(one: dict[str, Any]) -> str:
    """An object's identity for messages."""
    kind, namespace, name = identity(one)
    return f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}"


def line(one: dict[str, Any]) -> str:
    """An object as it stands in the file: the same object is the same line."""
    return json.dumps(one, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def text(objects: Sequence[dict[str, Any]]) -> str:
    """The whole file."""
    return HEAD + ",\n".join(line(one) for one in objects) + END


def counts(objects: Iterable[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """How many there are, by namespace and kind; a namespace itself counts in its own."""
    found: dict[str, dict[str, int]] = {}
    for one in objects:
        kind, namespace, name = identity(one)
        kinds = found.setdefault(namespace or name, {})
        kinds[kind] = kinds.get(kind, 0) + 1
    return found


def hashes(objects: Iterable[dict[str, Any]]) -> dict[str, str]:
    """SHA-256 in hexadecimal of each kind's objects, in the order of namespace and name."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for one in objects:
        by_kind.setdefault(one["kind"], []).append(one)
    return {
        kind: hashlib.sha256("\n".join(line(one) for one in sorted(some, key=identity)).encode()).hexdigest()
        for kind, some in sorted(by_kind.items())
    }
