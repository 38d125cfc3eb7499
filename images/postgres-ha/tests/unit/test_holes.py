"""Holes in the archived log."""

import unittest

import paths  # noqa: F401
from fake_pgbackrest import archived, backup, info, segment
from gx_backup.holes import Holes, find_holes
from gx_backup.repository import Repository, contents_of

BACKUPS = (backup("F1", 2, 3), backup("F1_D1", 5, 5, "diff"), backup("F1_D2", 8, 9, "diff"))


class Archive:
    """Stands for pgBackRest, whose archive has these segments."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = numbers

    def ask(self, _command: str, *_operands: str) -> object:
        return archived(*(segment(number) for number in self.numbers))


class HolesTest(unittest.TestCase):
    """Each test has three backups."""

    def find(self, *numbers: int, backups: int = 3) -> Holes:
        return find_holes(contents_of(info(*BACKUPS[:backups])), Repository("postgres", Archive(*numbers)))

    def test_without_a_hole_nothing_is_told(self) -> None:
        self.assertEqual(({}, False), (self.find(*range(2, 10)).told, self.find(*range(2, 10)).are_fresh))

    def test_what_came_before_the_oldest_backup_or_after_the_newest_does_not_count(self) -> None:
        self.assertEqual({}, self.find(0, *range(2, 10), 12).told)

    def test_one_since_the_last_but_one_backup_is_fresh(self) -> None:
        holes = self.find(2, 3, 4, 5, 6, 8, 9)
        self.assertEqual(({"missingSegments": 1}, True), (holes.told, holes.are_fresh))
        self.assertIn("the first of them 0000000000000007: the moments in them", holes.description)

    def test_an_older_one_is_not(self) -> None:
        holes = self.find(2, 3, 5, 6, 7, 8, 9)
        self.assertEqual(({"missingSegments": 1}, False), (holes.told, holes.are_fresh))

    def test_within_the_only_backup_it_is_fresh(self) -> None:
        self.assertTrue(self.find(2, backups=1).are_fresh)


if __name__ == "__main__":
    unittest.main()
