"""Segments of the log."""

import unittest

import paths  # noqa: F401
from fake_pgbackrest import segment
from gx_backup.wal import history_in, missing_segments, segment_in, segment_number


class WalTest(unittest.TestCase):
    """Names of files, and what is missing among them."""

    def test_a_segment_is_known_by_its_file(self) -> None:
        name = f"0000000100000000/{segment(5)}-{'0c' * 20}"
        for path in (name, f"{name}.zst", f"{name}.gz"):
            self.assertEqual(segment(5), segment_in(path))
        for path in (
            f"0000000100000000/{segment(5)}.00000028.backup",
            f"0000000100000000/{segment(5)}.partial-{'0c' * 20}.zst",
            "00000002.history",
            "0000000100000000",
        ):
            self.assertIsNone(segment_in(path), path)

    def test_a_history_is_known_by_its_name(self) -> None:
        for path in ("00000002.history", "15-1/00000002.history"):
            self.assertEqual("00000002.history", history_in(path), path)
        for path in (f"0000000100000000/{segment(5)}-{'0c' * 20}", "00000002.history.zst", "2.history"):
            self.assertIsNone(history_in(path), path)

    def test_a_segment_has_the_same_place_on_every_timeline(self) -> None:
        self.assertEqual([300, 300], [segment_number(segment(300, timeline)) for timeline in (1, 12)])

    def test_a_log_without_a_hole_lacks_nothing(self) -> None:
        present = [segment(number) for number in range(250, 260)]
        self.assertEqual([], missing_segments(present, segment(250), segment(259)))
        self.assertEqual([], missing_segments(present, segment(255), segment(255)))

    def test_holes_are_found_across_logs(self) -> None:
        present = [segment(number) for number in (253, 254, 257, 258)]
        self.assertEqual(
            ["00000000000000FF", "0000000100000000"], missing_segments(present, segment(253), segment(258))
        )

    def test_a_new_timeline_goes_on_where_it_began(self) -> None:
        present = [segment(1), segment(2), segment(2, timeline=2), segment(3, timeline=2)]
        self.assertEqual([], missing_segments(present, segment(1), segment(3, timeline=2)))
        self.assertEqual(["0000000000000002"], missing_segments([present[0], present[3]], segment(1), present[3]))


if __name__ == "__main__":
    unittest.main()
