"""What a new primary archives of what the one before it had not."""

import contextlib
import io
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path

import paths  # noqa: F401
from fake_pgbackrest import backup, info, segment
from gx_backup.catch_up import MOST_WAITING, CatchUp, NotPrimary
from gx_backup.own_log import OwnLog
from gx_backup.repository import Contents, contents_of
from gx_program.say import Refusal
from gx_shared.progress import NotYet
from own_log_folder import OwnLogFolder

AWAY = Refusal("pgbackrest info: the object store is away")
ALL = "the repository has all of the log that this member has"


class Store:
    """Stands for the repository: it has a backup that began with segment 2, and what is archived since."""

    def __init__(self) -> None:
        self.contents = contents_of(info(backup("F1", 2, 3)))
        self.archived = {segment(number) for number in (2, 3)}
        self.refusals: list[Refusal] = []

    def look(self) -> Contents:
        if self.refusals:
            raise self.refusals.pop()
        return self.contents

    def log_files(self, archive: str) -> set[str]:
        assert archive == "15-1"
        return set(self.archived)


class OwnServerThat:
    """Stands for this member's server. Of what it says of itself the last stays."""

    def __init__(self, *says: str | None | NotYet) -> None:
        self._says = list(says)
        self.woken = 0

    def current_segment(self) -> str | None:
        said = self._says.pop(0) if len(self._says) > 1 else self._says[0]
        if isinstance(said, NotYet):
            raise said
        return said

    def wake_archiver(self) -> None:
        self.woken += 1


class CatchUpTest(unittest.TestCase):
    """Each test has a member on timeline 2, which left 1 in segment 5, and writes segment 7 now."""

    def setUp(self) -> None:
        data = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.folder = OwnLogFolder(data)
        self.log = OwnLog(data)
        self.store = Store()
        self.pauses: list[float] = []
        self.most_waiting = 0
        self.output = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.folder.history("00000002.history")
        for number in range(1, 5):
            self.folder.segment(segment(number))
        self.folder.segment(f"{segment(5)}.partial")
        self.store.archived.add("00000002.history")
        for number in (5, 6):
            self.folder.segment(segment(number, 2))
            self.store.archived.add(segment(number, 2))
        self.folder.segment(segment(7, 2), None)
        # Made ready for what is to come, under a name of the timeline before.
        self.folder.segment(segment(8), None)

    def archives(self, seconds: float) -> None:
        """A pause in which the archiver does all that it has to."""
        self.pauses.append(seconds)
        waiting = self.folder.in_state("ready")
        self.most_waiting = max(self.most_waiting, len(waiting))
        for name in waiting:
            self.folder.archive(name)
            self.store.archived.add(name)

    def catch_up(self, server: OwnServerThat | None = None, sleep: Callable[[float], None] | None = None) -> str:
        self.server = server or OwnServerThat(segment(7, 2))
        return CatchUp(self.log, self.server, lambda: self.store, sleep or self.archives).run()

    def test_what_a_primary_before_had_not_archived_is(self) -> None:
        before = self.log.files()
        told = self.catch_up()
        self.assertEqual(f"{ALL}; archived again: 1 of its files, {segment(4)} to {segment(4)}", told)
        self.assertIn(segment(4), self.store.archived)
        self.assertEqual((before, 1), (self.log.files(), self.server.woken))

    def test_where_nothing_is_missing_nothing_is_done(self) -> None:
        self.store.archived.add(segment(4))
        states = self.folder.states()
        self.assertEqual(ALL, self.catch_up())
        self.assertEqual((states, []), (self.folder.states(), self.pauses))

    def test_histories_are_archived_too(self) -> None:
        self.store.archived.discard("00000002.history")
        self.folder.history("00000007.history")
        self.catch_up()
        self.assertIn("00000002.history", self.store.archived)
        self.assertNotIn("00000007.history", self.store.archived)

    def test_what_a_dropped_queue_left_out_is_archived_where_it_is_still_here(self) -> None:
        self.store.archived.discard(segment(6, 2))
        self.assertIn(f"{segment(4)} to {segment(6, 2)}", self.catch_up())

    def test_what_the_archiver_has_to_do_anyway_is_left_to_it(self) -> None:
        self.folder.segment(segment(4), "ready")
        (self.folder.status / f"{segment(4)}.done").unlink()
        self.assertEqual(ALL, self.catch_up())

    def test_few_wait_at_a_time_so_that_the_queue_is_never_given_up(self) -> None:
        self.folder.history("00000002.history", text="1\t0/64000148\treason\n")
        for number in range(5, 100):
            self.folder.segment(segment(number))
        self.folder.segment(f"{segment(100)}.partial", "ready")
        told = self.catch_up(OwnServerThat(segment(101, 2)))
        self.assertLessEqual(self.most_waiting, MOST_WAITING)
        self.assertIn(f"archived again: 96 of its files, {segment(4)} to {segment(99)}", told)

    def test_what_is_neither_there_nor_here_is_told(self) -> None:
        self.store.archived.discard(segment(3))
        self.folder.recycle(segment(3))
        self.assertRegex(self.catch_up(), "archived again: 1 of.*; missing there and here: 1 segments")

    def test_what_is_removed_before_it_is_handed_over_is_told(self) -> None:
        def sleep(seconds: float) -> None:
            if segment(4) in self.log.files():
                self.folder.recycle(segment(4))
            self.archives(seconds)

        self.folder.segment(f"{segment(5)}.partial", "ready")
        server = OwnServerThat(NotYet("it starts"), segment(7, 2))
        self.assertIn("missing there and here: 1 segments", self.catch_up(server, sleep))

    def test_a_repository_that_is_away_is_waited_for_and_told_once(self) -> None:
        self.store.refusals = [AWAY, AWAY, AWAY]
        self.assertIn("archived again: 1 of its files", self.catch_up())
        self.assertEqual([30.0, 30.0, 30.0], self.pauses[:3])
        self.assertEqual(1, self.output.getvalue().count("waiting for the repository: pgbackrest info"))

    def test_the_end_of_the_promotion_is_waited_for(self) -> None:
        self.catch_up(OwnServerThat(None, NotYet("it starts"), None, segment(7, 2)))
        self.assertEqual([5.0, 5.0, 5.0], self.pauses[:3])

    def test_a_promotion_that_never_ends_is_given_up(self) -> None:
        with self.assertRaisesRegex(NotPrimary, "for 3600 s: it is still recovering"):
            self.catch_up(OwnServerThat(None))

    def test_a_member_that_is_no_longer_primary_ends_it(self) -> None:
        self.store.refusals = [AWAY]
        with self.assertRaisesRegex(NotPrimary, "no longer primary"):
            self.catch_up(OwnServerThat(segment(7, 2), segment(7, 2), None))
        self.assertEqual([], self.folder.in_state("ready"))

    def test_a_server_that_restarts_is_waited_for(self) -> None:
        self.catch_up(OwnServerThat(segment(7, 2), NotYet("it restarts"), segment(7, 2)))
        self.assertIn(segment(4), self.store.archived)

    def test_one_that_was_killed_midway_is_finished_by_the_next(self) -> None:
        class Killed(Exception):
            """Stands for SIGKILL."""

        def kill(_seconds: float) -> None:
            raise Killed

        with self.assertRaises(Killed):
            self.catch_up(sleep=kill)
        self.assertEqual([segment(4)], self.folder.in_state("ready"))
        self.archives(0)
        self.assertEqual(ALL, self.catch_up())
        self.assertIn(segment(4), self.store.archived)

    def test_before_there_is_a_backup_there_is_nothing_to_do(self) -> None:
        self.store.contents = Contents()
        self.assertIn("has no backup yet", self.catch_up())
        self.assertEqual([], self.folder.in_state("ready"))


if __name__ == "__main__":
    unittest.main()
