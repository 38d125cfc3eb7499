"""What both programs are told, and the time that they have."""

import json
import time
from pathlib import Path
from typing import NamedTuple

from ..say import Refusal

SETTINGS_FILE = Path("/etc/backup/dump.json")
MOUNT = "mount the ConfigMap redis-dump-backup there"


class Settings(NamedTuple):
    """What dump.json says."""

    members: tuple[str, ...]
    """Hosts, the first label of each is the member's name."""
    port: int
    timeout_seconds: float


class Deadline:
    """When all of it must be done."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, what: str) -> float:
        """The seconds that are left, more than none. Throws Refusal naming what took too long."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Refusal(
                f"timeoutSeconds have passed, and {what} isn't done: see what slows it down, or run it again."
            )
        return left


def read_settings(file: Path = SETTINGS_FILE) -> Settings:
    """What the file says. Throws Refusal naming the file and what is wrong with it."""
    try:
        found = json.loads(file.read_text())
        settings = Settings(
            members=tuple(str(host) for host in found["members"]),
            port=int(found["port"]),
            timeout_seconds=float(found["timeoutSeconds"]),
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Refusal(f"{file}: {type(error).__name__} {error}: {MOUNT}.") from None
    if not settings.members:
        raise Refusal(f"{file}: members is empty: name the hosts to dump from.")
    return settings
