"""A member's own log."""

import tempfile
import unittest
from pathlib import Path

import paths  # noqa: F401
from fake_pgbackrest import segment
from gx_backup.own_log import OwnLog
from own_log_folder import OwnLogFolder


class OwnLogTest(unittest.TestCase):
    """Each test begins with an empty log."""

    def setUp(self) -> None:
        data = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.folder = OwnLogFolder(data)
        self.log = OwnLog(data)

    def test_segments_of_full_size_and_histories_are_files_of_it(self) -> None:
        self.folder.segment(segment(2))
        self.folder.segment(segment(1))
        self.folder.history("00000002.history")
        self.folder.segment(segment(3), size=8192)
        self.folder.segment(f"{segment(4)}.partial", "ready")
        self.folder.segment("xlogtemp.42", None)
        self.folder.history(f"{segment(1)}.00000028.backup")
        self.assertEqual([segment(1), segment(2), "00000002.history"], self.log.files())
        self.assertEqual({f"{segment(4)}.partial"}, self.log.waiting())

    def test_what_is_handed_over_is_ready_in_place_of_done(self) -> None:
        self.folder.segment(segment(1))
        self.folder.segment(segment(2), None)
        self.folder.segment(segment(3), "ready")
        self.assertEqual([True] * 3, [self.log.hand_over(segment(number)) for number in (1, 2, 3)])
        self.assertEqual([f"{segment(number)}.ready" for number in (1, 2, 3)], self.folder.states())
        self.assertEqual([segment(1), segment(2), segment(3)], self.log.files())

    def test_what_was_removed_meanwhile_is_not_handed_over(self) -> None:
        self.folder.segment(segment(1))
        self.folder.recycle(segment(1))
        self.assertFalse(self.log.hand_over(segment(1)))
        self.assertEqual([], self.folder.states())

    def test_the_newest_history_tells_of_the_timelines(self) -> None:
        self.folder.history("00000002.history")
        self.assertEqual(((1, 5), (2, 9)), self.log.timelines(segment(9, 2)).ends)
        self.assertEqual(((1, 9),), self.log.timelines(segment(9)).ends)


if __name__ == "__main__":
    unittest.main()
