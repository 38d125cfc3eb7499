"""Runs for good beside the server, and keeps its buckets as they are declared."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from .clean_up import clean_up
from .declaration import AUTHORITY_FILE, DATA_FOLDER, DECLARATION_FILE, ROOT_SECRET_FILE, Declaration, read_declaration
from .declare import declare
from .flush import keep_flushing
from .probes import APPLIED, SIGN_OF_LIFE
from .say import Refusal, Teller, end_on_sigterm
from .store import Store, StoreError

LOOK_EVERY_SECONDS = 5
# Somebody may change something by hand.
APPLY_EVERY_SECONDS = 3600
CLEAN_UP_EVERY_SECONDS = 86_400
CLEAN_UP_AGAIN_AFTER_SECONDS = 600


def main() -> int:
    """Runs until it is ended by a signal."""
    end_on_sigterm()
    teller = Teller()
    keep_flushing(DATA_FOLDER, teller)
    keeper = Keeper(Store, teller)
    while True:
        keeper.look()
        time.sleep(LOOK_EVERY_SECONDS)


class Keeper:
    """What is done at each look."""

    def __init__(
        self,
        connect: Callable[[Declaration], Store],
        teller: Teller,
        read: Callable[[], Declaration] = read_declaration,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._teller = teller
        self._read = read
        self._clock = clock
        self._store: Store | None = None
        self._applied: object = None
        self._apply_at = 0.0
        self._clean_up_at = 0.0

    def look(self) -> None:
        """Does what is due; what can't be done yet is told, and tried again at the next look."""
        SIGN_OF_LIFE.touch()
        problem = ""
        try:
            declared = self._read()
            mounted = (declared, *map(_content, (ROOT_SECRET_FILE, AUTHORITY_FILE)))
            if mounted != self._applied or self._clock() >= self._apply_at:
                self._apply(declared)
                self._applied = mounted
            if self._clock() >= self._clean_up_at:
                self._clean_up(declared)
        except (Refusal, StoreError) as error:
            problem = str(error)
        self._teller.tell("keeper", problem)

    def _apply(self, declared: Declaration) -> None:
        # Made anew: what it logs in with may have changed.
        self._store = self._connect(declared)
        declare(self._store, declared.buckets, self._teller)
        self._apply_at = self._clock() + APPLY_EVERY_SECONDS
        APPLIED.touch()

    def _clean_up(self, declared: Declaration) -> None:
        assert self._store
        self._clean_up_at = self._clock() + CLEAN_UP_AGAIN_AFTER_SECONDS
        for bucket in declared.buckets:
            clean_up(self._store, bucket, datetime.now(UTC), SIGN_OF_LIFE.touch)
        self._clean_up_at = self._clock() + CLEAN_UP_EVERY_SECONDS


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None
