"""Removing what is due to go."""

from collections.abc import Sequence

from gx_program.say import say

from .manifest import NAME, Manifest
from .store import Store


def prune(store: Store, old: Sequence[Manifest], leftovers: Sequence[str], keep_days: int) -> None:
    """Removes backups, and uploads that weren't finished by their paths. Throws StoreFailed."""
    for backup in old:
        say(f"removing {backup.source}/{backup.stamp}, which is older than {keep_days} days")
        # Without its manifest it is none any more, and whatever is left of it goes later.
        store.remove(f"{backup.stamp}/{NAME}")
        store.remove(backup.object)
    for path in leftovers:
        say(f"removing {store.source}/{path}, an upload that wasn't finished")
        store.remove(path)
