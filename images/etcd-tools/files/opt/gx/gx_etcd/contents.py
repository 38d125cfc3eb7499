"""What etcd has at one revision: read whole, whatever leases have removed since it runs again."""

from collections.abc import Iterator, Sequence

from gx_program.deadline import Deadline
from gx_program.say import Refusal

from .etcdctl import Entry, get

# Where the API server has its objects.
REGISTRY = "/registry/"
# A value may be of 1.5 MB, and a page is held in memory.
PAGE_KEYS = 100


def keys_at(revision: int, deadline: Deadline) -> list[str]:
    """All keys, in etcd's order. Throws Refusal."""
    words = ["", "--prefix", "--keys-only", f"--rev={revision}"]
    return [entry.key for entry in get(words, "list the restored keys", deadline).entries]


def objects_at(revision: int, keys: Sequence[str], deadline: Deadline) -> Iterator[Entry]:
    """The objects of all keys of the API server, page by page. Throws Refusal where one of them isn't read."""
    objects = [key for key in keys if key.startswith(REGISTRY)]
    for start in range(0, len(objects), PAGE_KEYS):
        page = objects[start : start + PAGE_KEYS]
        end = objects[start + PAGE_KEYS] if start + PAGE_KEYS < len(objects) else _after(REGISTRY)
        what = f"read {len(page)} restored objects from {page[0]} on"
        entries = get([page[0], end, f"--rev={revision}"], what, deadline).entries
        if [entry.key for entry in entries] != page:
            raise Refusal(f"{what}: others are read than were listed. The snapshot is no good: fetch an older dump.")
        yield from entries


def value_at(revision: int, key: str, what: str, deadline: Deadline) -> bytes:
    """The value of a key that was listed. Throws Refusal, which tells `what` is read, and not the key."""
    entries = get([key, f"--rev={revision}"], what, deadline).entries
    if [entry.key for entry in entries] != [key]:
        raise Refusal(f"{what}: it is listed and isn't read. The snapshot is no good: fetch an older dump.")
    return entries[0].value


def _after(prefix: str) -> str:
    """The first key that doesn't begin so any more."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
