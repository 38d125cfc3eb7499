"""Dumps an environment's objects into a file that can be applied."""

import gzip
import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from gx_dumps.manifest import MOMENT_FORM
from gx_program.deadline import Deadline
from gx_program.kubernetes import pod_access
from gx_program.outcome import job_parser, told_outcome
from gx_program.say import Refusal, say

from .api import Api
from .contents import FILE, counts, facts_file, hashes, identity, text
from .portable import is_everywhere, portable
from .settings import Places, Settings, read_settings

PLACES = Places()


def main(arguments: list[str], places: Places = PLACES) -> int:
    """Dumps and returns the exit code."""
    job_parser(
        "dump-objects",
        "Reads all objects of the declared kinds and namespaces from the Kubernetes API, and lays them "
        f"into /dump/{FILE}, without what only the server sets, so that kubectl can apply the file. facts.json is "
        "written last.",
    ).parse_args(arguments)
    return told_outcome(lambda: _run(read_settings(places.settings), places))


def _run(settings: Settings, places: Places) -> dict[str, object]:
    deadline = Deadline(settings.timeout_seconds)
    file, facts, part = places.dump / FILE, facts_file(places.dump), places.dump / f"{FILE}.part"
    for old in (facts, file, part):
        old.unlink(missing_ok=True)
    api = Api(pod_access(places.account), deadline)
    # Before anything is read: what is changed from now on may be in the dump or not.
    taken_at = datetime.now(timezone.utc)
    objects = _read(settings, api)
    if len(objects) < settings.least_objects:
        raise Refusal(
            f"leastObjects: {len(objects)} objects were found, fewer than {settings.least_objects}. Are these the "
            f"right cluster and namespaces ({', '.join(settings.namespaces)})? They aren't kept."
        )
    _write(part, text(objects))
    part.rename(file)
    told = {"takenAt": f"{taken_at:{MOMENT_FORM}}", "objects": counts(objects), "sha256": hashes(objects)}
    facts.write_text(json.dumps(told))
    return {"objects": len(objects), "bytes": file.stat().st_size, "seconds": round(deadline.spent(), 1)}


def _read(settings: Settings, api: Api) -> list[dict[str, Any]]:
    """All objects, in the order in which they can be applied. Throws Refusal."""
    first, *others = settings.namespaces
    objects = [portable(api.first_namespace(first)), *(portable(api.namespace(name)) for name in others)]
    for namespace in settings.namespaces:
        # What refers before what it refers to: of what is made meanwhile, nothing is without the other.
        for kind in reversed(settings.kinds):
            found = [portable(one) for one in api.objects(kind, namespace) if not is_everywhere(one)]
            objects.extend(found)
            say(f"{namespace}: {len(found)} {kind.kind}")
    order = {"Namespace": -1, **{kind.kind: index for index, kind in enumerate(settings.kinds)}}
    return sorted(objects, key=lambda one: (order[one["kind"]], *identity(one)))


def _write(file: Path, content: str) -> None:
    # Without a moment in it: the same objects are the same bytes.
    with file.open("wb") as stream, gzip.GzipFile("", "wb", fileobj=stream, mtime=0) as compressed:
        compressed.write(content.encode())
