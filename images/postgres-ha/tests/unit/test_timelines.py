"""Which segments are of the way that a server came."""

import unittest

import paths  # noqa: F401
from fake_pgbackrest import segment
from gx_backup.timelines import timelines_of, timelines_to

# As PostgreSQL writes it: left in the middle of segment 5, and between 0xff and the next log.
HISTORY = """1\t0/5000148\tno recovery target specified

2\t1/0\tno recovery target specified
"""


class TimelinesTest(unittest.TestCase):
    """Timeline 3, of which segment 260 is written now."""

    def setUp(self) -> None:
        self.timelines = timelines_of(HISTORY, segment(260, 3))

    def test_segments_before_the_one_in_which_a_timeline_was_left_are_of_it(self) -> None:
        self.assertEqual(((1, 5), (2, 256), (3, 260)), self.timelines.ends)
        for timeline, number in ((1, 0), (1, 4), (2, 5), (2, 255), (3, 256), (3, 259)):
            self.assertTrue(self.timelines.have_complete(segment(number, timeline)), (timeline, number))

    def test_others_are_not(self) -> None:
        # Left within it, beyond it, made ready for what is to come, written now, and of a timeline that led elsewhere.
        for timeline, number in ((1, 5), (1, 6), (2, 4), (2, 256), (3, 255), (3, 260), (3, 261), (4, 3)):
            self.assertFalse(self.timelines.have_complete(segment(number, timeline)), (timeline, number))

    def test_on_the_way_to_one_all_of_it_counts(self) -> None:
        way = timelines_to(3, HISTORY)
        for timeline, number, is_of_it in ((2, 255, True), (2, 256, False), (3, 255, False), (3, 9999, True)):
            self.assertEqual(is_of_it, way.have_complete(segment(number, timeline)), (timeline, number))

    def test_the_one_before_is_the_last_that_was_left(self) -> None:
        self.assertEqual(2, self.timelines.left_last)

    def test_each_but_the_first_has_a_history(self) -> None:
        self.assertEqual({"00000002.history", "00000003.history"}, self.timelines.histories)

    def test_the_first_one_has_no_history(self) -> None:
        timelines = timelines_of("", segment(3))
        self.assertEqual((((1, 3),), frozenset()), (timelines.ends, timelines.histories))


if __name__ == "__main__":
    unittest.main()
