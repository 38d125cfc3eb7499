"""Objects copied from one store to another in batches, each read back."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from gx_dumps.store import Entry
from gx_program.say import Refusal, say

from .decisions import batches, differing, lacking, some, total_bytes
from .stores import BatchStore

BATCH_BYTES = 1 << 30


def copy_objects(entries: Sequence[Entry], origin: BatchStore, target: BatchStore, work: Path, most_bytes: int) -> None:
    """Copies what the target lacks, in this order, through a folder below `work`. Throws StoreFailed, Refusal."""
    folder = work / "batch"
    of = f"{len(entries)} objects, {total_bytes(entries)} bytes"
    done: list[Entry] = []
    for batch in batches(entries, most_bytes):
        say(f"copying {len(batch)} objects, {total_bytes(batch)} bytes, of {of}")
        try:
            _copy(batch, origin, target, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        done += batch
        say(f"copied {len(done)} objects, {total_bytes(done)} bytes, of {of}")


def require_all(wanted: Sequence[Entry], there: Mapping[str, Entry], target: BatchStore) -> None:
    """That all that was to be copied is there in its size. Throws Refusal."""
    missing = [one.path for one in (*lacking(wanted, there), *(one for one, _ in differing(wanted, there)))]
    if missing:
        raise Refusal(
            f"{target.folder} lacks {some(missing)}, or has it in another size, after all was copied. Does anything else "
            "remove or write there?"
        )


def _copy(batch: Sequence[Entry], origin: BatchStore, target: BatchStore, folder: Path) -> None:
    # A container that was killed leaves its own.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    paths = [one.path for one in batch]
    origin.download_batch(paths, folder)
    _require_downloaded(batch, origin, folder)
    try:
        target.upload_batch(folder, paths)
        unequal = target.unequal(folder, paths)
        if unequal:
            # rclone tells alike of what isn't there and of a store that doesn't answer.
            raise Refusal(
                f"{target.folder} doesn't give {some(unequal)} back as it was uploaded. Look whether {target.called} answers, "
                "and at its disk."
            )
    except Refusal as refusal:
        # The next run goes by sizes: what wasn't read back must not be there for it.
        raise Refusal(f"{refusal} {_taken_back(paths, target)}") from None


def _require_downloaded(batch: Sequence[Entry], origin: BatchStore, folder: Path) -> None:
    for one in batch:
        file = folder / one.path
        if not file.is_file():
            raise Refusal(
                f"{origin.folder}/{one.path} isn't there any more: it expired meanwhile, or somebody removed it. The next run "
                "looks anew."
            )
        if file.stat().st_size != one.bytes:
            raise Refusal(
                f"{origin.folder}/{one.path} is of {file.stat().st_size} bytes, and was listed with {one.bytes}: it was "
                "changed meanwhile, which nothing should. The next run looks anew."
            )


def _taken_back(paths: Sequence[str], target: BatchStore) -> str:
    try:
        target.take_back(paths)
    except Refusal as refusal:
        say(f"warning: {refusal}")
        return (
            f"It couldn't be removed again there either: remove {some(paths)}, where they are there, before the next run, "
            "which takes for good what has its size."
        )
    return "What of this batch was there is removed again, and the next run sends it anew."
