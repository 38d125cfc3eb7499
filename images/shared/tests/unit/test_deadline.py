"""The end that all steps share."""

import unittest

import paths  # noqa: F401
from gx_program.deadline import Deadline
from gx_program.say import Refusal


class DeadlineTest(unittest.TestCase):
    def test_is_one_for_all(self) -> None:
        seconds = [100.0]
        deadline = Deadline(10, lambda: seconds[0])
        self.assertEqual((0, 10, 10), (deadline.spent(), deadline.left(), deadline.require_left("the dump")))
        seconds[0] = 104
        self.assertEqual((4, 6), (deadline.spent(), deadline.require_left("the dump")))
        seconds[0] = 111
        self.assertEqual(0, deadline.left())
        with self.assertRaisesRegex(Refusal, "^timeoutSeconds: 10 s passed before the end of this: the dump"):
            deadline.require_left("the dump")


if __name__ == "__main__":
    unittest.main()
