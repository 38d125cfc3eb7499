"""Proves, by the dump alone, that it is whole, is what its facts say, and lacks nothing that its workloads need."""

import base64
import gzip
import json
import signal
import zlib
from pathlib import Path
from typing import Any

from gx_dumps.manifest import facts_of
from gx_program.deadline import Deadline
from gx_program.fields import read_json
from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say
from gx_program.sigterm import ToldToEnd

from .contents import FILE, counts, facts_file, hashes, identity, shown
from .portable import SERVER_METADATA
from .references import pod_of, references
from .settings import Places, Settings, read_settings

PLACES = Places()
BY_HAND = "Fetch an older dump by its stamp, and look at what the job that dumps told."


def main(arguments: list[str], places: Places = PLACES) -> int:
    """Proves and returns the exit code."""
    parser = job_parser(
        "prove-objects",
        f"Reads /dump/{FILE} back: each object has what it takes to be applied, none is there twice, all "
        "are those that facts.json counts, and what workloads mount and refer to is among them. The API isn't asked.",
    )
    parser.add_argument("--keep", action="store_true", help="keep it for people to look at, until the pod is deleted")
    options = parser.parse_args(arguments)
    return told_outcome(lambda: _run(read_settings(places.settings), places, options.keep))


def _run(settings: Settings, places: Places, is_kept: bool) -> dict[str, object]:
    deadline = Deadline(settings.timeout_seconds)
    facts = facts_of(read_json(facts_file(places.dump), BY_HAND))
    objects = _objects(places.dump / FILE)
    say(f"{FILE} has {len(objects)} objects")
    known = {kind.kind: kind.api_version for kind in settings.kinds} | {"Namespace": "v1"}
    for one in objects:
        _require_applicable(one, known, settings.namespaces)
    if len(objects) < settings.least_objects:
        raise Refusal(
            f"leastObjects: the dump has {len(objects)} objects, fewer than {settings.least_objects}. {BY_HAND}"
        )
    deadline.require_left("compare the dump with its facts")
    _require_as_told(objects, facts)
    needed = _require_complete(objects)
    secrets = sum(one["kind"] == "Secret" for one in objects)
    seconds = round(deadline.spent(), 1)
    if is_kept:
        _keep(places.dump / FILE)
    return {"objects": len(objects), "secrets": secrets, "needed": needed, "seconds": seconds}


def _keep(file: Path) -> None:
    say(f"ready, until this pod is deleted: gzip -dc {file}")
    try:
        signal.pause()
    except ToldToEnd:
        say("ended: it is removed with the pod")


def _objects(file: Path) -> list[dict[str, Any]]:
    """What the file holds. Throws Refusal where it isn't whole."""
    try:
        with gzip.open(file) as stream:
            document = json.loads(stream.read())
        if document["kind"] != "List":
            raise ValueError(f"it is of kind {document['kind']}, not List")
        objects: list[dict[str, Any]] = document["items"]
        for one in objects:
            identity(one)
    except (EOFError, gzip.BadGzipFile, zlib.error, ValueError, KeyError, TypeError) as error:
        raise Refusal(f"{file}: cut off or spoilt ({type(error).__name__} {error}). {BY_HAND}") from None
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}. The container fetch lays it there.") from None
    return objects


def _require_applicable(one: dict[str, Any], known: dict[str, str], namespaces: tuple[str, ...]) -> None:
    """Throws Refusal where an object couldn't be applied as it is."""
    kind, namespace, name = identity(one)
    wrong = None
    if known.get(kind) != one.get("apiVersion"):
        wrong = f"apiVersion {one.get('apiVersion')!r} isn't the declared one, {known.get(kind)!r}"
    elif (name if kind == "Namespace" else namespace) not in namespaces:
        wrong = "its namespace isn't declared"
    elif left := [field for field in ("status", *SERVER_METADATA) if field in one or field in one["metadata"]]:
        wrong = f"{left[0]} is the server's"
    else:
        try:
            _read_contents(one)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            wrong = f"what it holds can't be read ({type(error).__name__} {error})"
    if wrong:
        raise Refusal(f"{shown(one)}: {wrong}. {BY_HAND}")


def _read_contents(one: dict[str, Any]) -> None:
    """Throws where a Secret's data don't decode, or a workload has no containers."""
    if one["kind"] == "Secret":
        for key, value in (one.get("data") or {}).items():
            try:
                base64.b64decode(value, validate=True)
            except ValueError as error:
                raise ValueError(f"data.{key}: {error}") from None
    pod = pod_of(one)
    if pod is not None and not pod["containers"]:
        raise ValueError("no containers")
    list(references(one))


def _require_as_told(objects: list[dict[str, Any]], facts: dict[str, Any]) -> None:
    """Throws Refusal where an object is there twice, or they aren't those that the facts tell of."""
    seen = set()
    for one in objects:
        if identity(one) in seen:
            raise Refusal(f"{shown(one)}: it is in the dump twice. {BY_HAND}")
        seen.add(identity(one))
    for field, found in (("objects", counts(objects)), ("sha256", hashes(objects))):
        told = facts.get(field)
        if told == found:
            continue
        first = _first_difference(told if isinstance(told, dict) else {}, found)
        raise Refusal(f"{field}: {first}: the dump and its facts aren't of one moment, or it was changed. {BY_HAND}")


def _first_difference(told: dict[str, Any], found: dict[str, Any]) -> str:
    for key in sorted({*told, *found}):
        if told.get(key) == found.get(key):
            continue
        if isinstance(told.get(key), dict) and isinstance(found.get(key), dict):
            return f"{key}: {_first_difference(told[key], found[key])}"
        return f"{key}: the facts say {told.get(key)!r}, the dump has {found.get(key)!r}"
    return "no difference"


def _require_complete(objects: list[dict[str, Any]]) -> int:
    """How many references there are. Throws Refusal naming all that lead nowhere."""
    there = {identity(one) for one in objects}
    needed, missing = 0, []
    for one in objects:
        for kind, name, field in references(one):
            needed += 1
            if (kind, one["metadata"].get("namespace", ""), name) not in there:
                missing.append(f"{shown(one)}, {field}: there is no {kind} {name}")
    if missing:
        raise Refusal(
            f"{'; '.join(missing)}. Applied as it is, this wouldn't start. If it isn't in the cluster either, make it "
            f"or remove what refers to it; otherwise: {BY_HAND}"
        )
    return needed
