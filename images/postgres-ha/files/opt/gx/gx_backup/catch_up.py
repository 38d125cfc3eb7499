"""Archiving what a primary before had written and not archived, from the log that this one received of it.

A replica counts what it receives as archived: the primary does that. Where another becomes primary while segments wait
on the old one, because the repository is away, nobody archives them any more. The new one has them still, for as long
as `wal_keep_size` lasts, and so can.
"""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gx_program.say import Refusal, say
from gx_shared.progress import NotYet

from .own_log import OwnLog
from .repository import Repository
from .wal import SEGMENT, missing_segments, segment_number

if TYPE_CHECKING:
    from .own_server import OwnServer

# Segments that may wait for the archiver when more are handed over to it. pgBackRest gives up all that wait when they
# are more than archive-push-queue-max, 32 on the smallest volume: as many again are left to what is written meanwhile.
MOST_WAITING = 16
SERVER_PAUSE_SECONDS = 5.0
REPOSITORY_PAUSE_SECONDS = 30.0
# Patroni calls when it begins to promote a member, which first applies all that it received.
PROMOTION_SECONDS = 3600.0


class NotPrimary(Exception):
    """This member isn't primary, or no longer: whoever is sees to the log."""


class _Lack(NamedTuple):
    """Files that the repository lacks and that are here, and how many segments are in neither place."""

    files: Sequence[str]
    gone: int
    has_backup: bool = True


class CatchUp:
    """One run, which may be ended anywhere and begun anew. `repository` makes one that may be asked once."""

    def __init__(
        self,
        log: OwnLog,
        server: "OwnServer",
        repository: Callable[[], Repository],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._log = log
        self._server = server
        self._repository = repository
        self._sleep = sleep

    def run(self) -> str:
        """Goes on until the repository has all. Returns what is told of it. Throws NotPrimary, Refusal."""
        self._await_promotion()
        handed_over: set[str] = set()
        while (lack := self._look()).files:
            handed_over.update(self._hand_over(lack.files))
        if not lack.has_backup:
            return "the repository has no backup yet, which would need the log of before"
        return _told(sorted(handed_over), lack.gone)

    def _await_promotion(self) -> None:
        left = PROMOTION_SECONDS
        while True:
            try:
                if self._server.current_segment() is not None:
                    return
                reason = "it is still recovering"
            except NotYet as not_yet:
                reason = str(not_yet)
            if left <= 0:
                raise NotPrimary(f"it didn't become primary for {PROMOTION_SECONDS:.0f} s: {reason}")
            self._sleep(SERVER_PAUSE_SECONDS)
            left -= SERVER_PAUSE_SECONDS

    def _current_segment(self) -> str:
        while True:
            try:
                segment = self._server.current_segment()
            except NotYet:
                # It restarts, or hangs: as what it comes back, it says then.
                self._sleep(SERVER_PAUSE_SECONDS)
                continue
            if segment is None:
                raise NotPrimary("it is no longer primary")
            return segment

    def _look(self) -> _Lack:
        is_told = False
        while True:
            current = self._current_segment()
            try:
                return self._compare(current)
            except Refusal as refusal:
                if not is_told:
                    say(f"archive-again: waiting for the repository: {refusal}")
                is_told = True
            self._sleep(REPOSITORY_PAUSE_SECONDS)

    def _compare(self, current: str) -> _Lack:
        # In this order: what is archived meanwhile is seen as waiting, as archived, or as both.
        waiting = self._log.waiting()
        repository = self._repository()
        contents = repository.look()
        if not contents.backups:
            return _Lack((), 0, has_backup=False)
        archived = repository.log_files(contents.archive)
        # What came before it is of no use, and old log that was removed from the repository isn't to come back.
        first = contents.backups[0].first_segment
        timelines = self._log.timelines(current)
        files = [
            name
            for name in self._log.files()
            if name not in archived
            and name not in waiting
            and (
                timelines.have_complete(name) and segment_number(name) >= segment_number(first)
                if SEGMENT.fullmatch(name)
                else name in timelines.histories
            )
        ]
        known = [*archived, *waiting, *files, current]
        gone = missing_segments((name for name in known if SEGMENT.fullmatch(name)), first, current)
        return _Lack(files, len(gone))

    def _hand_over(self, files: Sequence[str]) -> list[str]:
        """Hands them over, few at a time, and waits until the archiver is done with all of them."""
        left, handed_over = list(files), list[str]()
        while left or self._log.waiting() & set(handed_over):
            self._current_segment()
            room = max(0, MOST_WAITING - len(self._log.waiting()))
            now, left = left[:room], left[room:]
            handed_over += [name for name in now if self._log.hand_over(name)]
            if now:
                self._wake_archiver()
            self._sleep(SERVER_PAUSE_SECONDS)
        return handed_over

    def _wake_archiver(self) -> None:
        try:
            self._server.wake_archiver()
        except NotYet:
            # It wakes by itself, within a minute.
            return


def _told(files: Sequence[str], gone: int) -> str:
    told = "the repository has all of the log that this member has"
    if files:
        told += f"; archived again: {len(files)} of its files, {files[0]} to {files[-1]}"
    if gone:
        told += f"; missing there and here: {gone} segments, so that the moments in them can't be restored"
    return told
