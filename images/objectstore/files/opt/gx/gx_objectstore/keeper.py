"""Runs for good beside the server, and keeps its buckets as they are declared."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from gx_program.say import Refusal, Teller
from gx_program.sigterm import end_on_sigterm

from .clean_up import clean_up
from .declaration import DATA_FOLDER, Declaration, authority, read_declaration, root_secret
from .declare import declare
from .flush import keep_flushing
from .probes import APPLIED, SIGN_OF_LIFE
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
        self._mounted: object = None
        self._store: Store | None = None
        self._apply_at = 0.0
        self._clean_up_at = 0.0

    def look(self) -> None:
        """Does what is due; what can't be done yet is told, and tried again at the next look."""
        SIGN_OF_LIFE.touch()
        problem = ""
        try:
            declared = self._read()
            store = self._connected(declared)
            if self._clock() >= self._apply_at:
                declare(store, declared.buckets, self._teller)
                self._apply_at = self._clock() + APPLY_EVERY_SECONDS
                APPLIED.touch()
            if self._clock() >= self._clean_up_at:
                self._clean_up_at = self._clock() + CLEAN_UP_AGAIN_AFTER_SECONDS
                for bucket in declared.buckets:
                    clean_up(store, bucket, datetime.now(UTC), SIGN_OF_LIFE.touch)
                self._clean_up_at = self._clock() + CLEAN_UP_EVERY_SECONDS
        except (Refusal, StoreError) as error:
            problem = str(error)
        self._teller.tell("keeper", problem)

    def _connected(self, declared: Declaration) -> Store:
        """The store; another one, to which nothing was applied yet, where what is mounted has changed."""
        mounted = (declared, root_secret(), authority())
        if self._store is None or mounted != self._mounted:
            self._store = self._connect(declared)
            self._mounted = mounted
            self._apply_at = self._clock()
        return self._store
