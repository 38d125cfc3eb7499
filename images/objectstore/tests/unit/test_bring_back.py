import unittest
from datetime import UTC, datetime

from examples import ago, version
from gx_objectstore.bring_back import Step, parsed, steps
from gx_objectstore.say import Refusal
from gx_objectstore.versions import Version

MOMENT = ago(days=2)


class StepsTest(unittest.TestCase):
    def steps(self, *versions: Version, prefix: str = "") -> list[Step]:
        return list(steps([list(versions)], MOMENT, prefix))

    def test_what_was_replaced_since_is_written_again_as_it_was_then(self) -> None:
        then = version("a", ago(days=3))
        versions = (version("a", ago(days=1), is_latest=True), then, version("a", ago(days=4)))
        self.assertEqual(self.steps(*versions), [Step("a", then)])

    def test_what_was_deleted_since_is_written_again(self) -> None:
        then = version("a", ago(days=3))
        self.assertEqual(self.steps(version("a", ago(days=1), is_latest=True, is_deletion=True), then), [Step("a", then)])

    def test_what_is_as_it_was_is_left_alone(self) -> None:
        self.assertEqual(self.steps(version("a", ago(days=3), is_latest=True), version("a", ago(days=4))), [])

    def test_what_wasnt_there_then_is_deleted(self) -> None:
        self.assertEqual(self.steps(version("a", ago(days=1), is_latest=True)), [Step("a", None)])
        deleted_then = version("a", ago(days=3), is_deletion=True)
        self.assertEqual(self.steps(version("a", ago(days=1), is_latest=True), deleted_then), [Step("a", None)])

    def test_what_wasnt_there_then_and_isnt_now_is_left_alone(self) -> None:
        self.assertEqual(self.steps(version("a", ago(days=1), is_latest=True, is_deletion=True), version("a", ago(days=1.5))), [])

    def test_what_begins_otherwise_is_left_alone(self) -> None:
        new = version("b/a", ago(days=1), is_latest=True)
        self.assertEqual(self.steps(new, prefix="a/"), [])
        self.assertEqual(self.steps(new, prefix="b/"), [Step("b/a", None)])


class ParsedTest(unittest.TestCase):
    def test_reads_bucket_moment_and_prefix(self) -> None:
        moment = datetime(2026, 5, 4, 12, tzinfo=UTC)
        self.assertEqual(parsed(["kept", "2026-05-04T12:00:00Z"]), ("kept", moment, ""))
        self.assertEqual(parsed(["kept", "2026-05-04T14:00:00+02:00", "a/"]), ("kept", moment, "a/"))

    def test_refuses_what_it_cant_read_and_says_how_it_is_written(self) -> None:
        for arguments in ([], ["kept"], ["kept", "yesterday"], ["kept", "2026-05-04T12:00:00Z", "a", "b"]):
            with self.subTest(arguments=arguments), self.assertRaisesRegex(Refusal, "usage: bring-back BUCKET MOMENT"):
                parsed(arguments)
        with self.assertRaisesRegex(Refusal, "has no time zone: end it with Z"):
            parsed(["kept", "2026-05-04T12:00:00"])
