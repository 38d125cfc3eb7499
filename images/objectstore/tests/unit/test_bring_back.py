import unittest
from datetime import UTC, datetime

from examples import ago, version
from gx_objectstore.bring_back import parsed, to_write_again
from gx_objectstore.versions import Version
from gx_program.say import Refusal

MOMENT = ago(days=2)


class ToWriteAgainTest(unittest.TestCase):
    def found(self, *versions: Version, prefix: str = "") -> list[Version]:
        return list(to_write_again([list(versions)], MOMENT, prefix))

    def test_what_was_replaced_since(self) -> None:
        then = version("a", ago(days=3))
        versions = (version("a", ago(days=1), is_latest=True), then, version("a", ago(days=4)))
        self.assertEqual(self.found(*versions), [then])

    def test_what_was_deleted_since(self) -> None:
        then = version("a", ago(days=3))
        self.assertEqual(self.found(version("a", ago(days=1), is_latest=True, is_deletion=True), then), [then])

    def test_not_what_is_as_it_was(self) -> None:
        self.assertEqual(self.found(version("a", ago(days=3), is_latest=True), version("a", ago(days=4))), [])

    def test_not_what_wasnt_there_then(self) -> None:
        self.assertEqual(self.found(version("a", ago(days=1), is_latest=True)), [])
        deleted_then = version("a", ago(days=3), is_deletion=True)
        self.assertEqual(self.found(version("a", ago(days=1), is_latest=True), deleted_then, version("a", ago(days=4))), [])

    def test_not_what_begins_otherwise(self) -> None:
        versions = (version("b/a", ago(days=1), is_latest=True), version("b/a", ago(days=3)))
        self.assertEqual(self.found(*versions, prefix="a/"), [])
        self.assertEqual(self.found(*versions, prefix="b/"), [versions[1]])


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
