"""What is made of pgBackRest's account of the repository."""

import unittest
from datetime import datetime, timezone

import paths  # noqa: F401
from fake_pgbackrest import FakePgBackRest, archived, backup, info, segment, unreadable
from gx_backup.pgbackrest import PgBackRest
from gx_backup.repository import Contents, Repository, contents_of
from gx_program.say import Refusal
from gx_shared.progress import Waiter


class RepositoryTest(unittest.TestCase):
    """Answers of `info`."""

    def test_backups_are_read_in_order(self) -> None:
        contents = contents_of(info(backup("F1", 2, 3), backup("F1_D1", 4, 5, "diff", error=True), newest=segment(6)))
        self.assertEqual(("15-1", segment(6)), (contents.archive, contents.newest_segment))
        first, second = contents.backups
        self.assertEqual(("F1", "full", False), (first.label, first.kind, first.has_errors))
        self.assertEqual(datetime(1970, 1, 1, 0, 0, 3, tzinfo=timezone.utc), first.ended_at)
        self.assertEqual((22992590, 464, True), (second.size_bytes, second.repository_bytes, second.has_errors))

    def test_those_of_a_cluster_before_do_not_count(self) -> None:
        answer = info(backup("F1", 2, 3), backup("F2", 2, 3, database={"id": 2, "repo-key": 1}))
        answer[0]["db"].append({"id": 2, "repo-key": 1, "system-id": 8, "version": "16"})
        answer[0]["archive"].append({"database": {"id": 2, "repo-key": 1}, "id": "16-2", "max": None, "min": None})
        contents = contents_of(answer)
        self.assertEqual(["F2"], [one.label for one in contents.backups])
        self.assertEqual(("16-2", ""), (contents.archive, contents.newest_segment))

    def test_without_a_stanza_there_is_nothing(self) -> None:
        self.assertEqual(Contents(), contents_of(unreadable(1, "missing stanza path")))

    def test_files_of_the_log_are_segments_and_histories(self) -> None:
        listed = {**archived(segment(1), segment(2, 2)), "00000002.history": {}, f"{segment(1)}.00000028.backup": {}}
        with FakePgBackRest() as fake:
            fake.answers("repo-ls", listed)
            repository = Repository("postgres", PgBackRest("postgres", Waiter(100)))
            self.assertEqual({segment(1), segment(2, 2), "00000002.history"}, repository.log_files("15-1"))
            self.assertEqual([segment(1), segment(2, 2)], repository.segments("15-1"))
            self.assertIn("archive/postgres/15-1", fake.calls[0])

    def test_what_cannot_be_read_is_told(self) -> None:
        message = "[HostConnectError] unable to connect to 'objectstore:7070': [111] Connection refused"
        with self.assertRaisesRegex(
            Refusal, "^the repository can't be read: .HostConnectError. unable .* the object store"
        ):
            contents_of(unreadable(99, message))


if __name__ == "__main__":
    unittest.main()
