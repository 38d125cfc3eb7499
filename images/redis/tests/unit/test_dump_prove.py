import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import examples  # noqa: F401
from gx_program.deadline import Deadline
from gx_program.say import Refusal
from gx_program.sigterm import ToldToEnd
from gx_redis.dumps.prove import keep, require_all_loaded
from gx_redis.dumps.rdb_file import RdbFile, read_facts
from gx_redis.dumps.sample import read_sample
from gx_redis.dumps.scratch_server import TELLING

DUMP = RdbFile("REDIS0011", 900, keys=10, expires=4, expired=1)


class Server:
    """Has keys of given types, by their names, in database 3."""

    def __init__(self, info: str = "", types: dict[str, str] | None = None) -> None:
        self.types = types or {}
        self.info = info or f"db3:keys={len(self.types)},expires=0"
        self.read: dict[str, Callable[[], Any]] = {}

    def call(self, command: str, *words: Any) -> Any:
        if command == "INFO":
            return self.info
        if command == "SELECT":
            return "OK" if words == (3,) else self.fail(words)
        if command == "SCAN":
            names, start = list(self.types), int(words[0])
            return [str(start + 2) if start + 2 < len(names) else "0", names[start : start + 2]]
        if command == "TYPE":
            return self.types.get(words[0], "none")
        return self.read.get(words[0], lambda: "something")()

    def fail(self, words: Any) -> None:
        raise AssertionError(words)


def loaded(loaded: int, expired: int, *there: int) -> Any:
    databases = "".join(f"db{number}:keys={keys},expires=0\n" for number, keys in enumerate(there))
    return Server(f"rdb_last_load_keys_expired:{expired}\nrdb_last_load_keys_loaded:{loaded}\n{databases}")


class AllLoadedTest(unittest.TestCase):
    def test_accounts_for_each_key_whether_it_expired_or_not(self) -> None:
        for server in (loaded(9, 1, 9), loaded(9, 1, 4, 5), loaded(9, 1, 6), loaded(6, 4, 6)):
            self.assertIn(require_all_loaded(server, DUMP), (9, 6))
        self.assertEqual(require_all_loaded(loaded(0, 0), RdbFile("REDIS0011", 88, 0, 0, 0)), 0)

    def test_misses_one(self) -> None:
        for server, reason in (
            (loaded(8, 1, 8), "has 10 keys, and a server loaded 8 and found 1 expired"),
            (loaded(5, 5, 5), "found 5 keys expired: 1 had, and 4 ever do"),
            (loaded(10, 0, 10), "found 0 keys expired: 1 had"),
            (loaded(9, 1, 5), "loaded 9 keys and has 5: 3 of them may have expired"),
            (loaded(9, 1, 10), "loaded 9 keys and has 10"),
        ):
            with self.subTest(reason=reason), self.assertRaisesRegex(Refusal, reason):
                require_all_loaded(server, DUMP)


class SampleTest(unittest.TestCase):
    def read(self, server: Any) -> int:
        return read_sample(server, Deadline(5))

    def test_reads_something_of_each_type(self) -> None:
        types = {name: name for name in ("string", "list", "set", "zset", "hash", "stream")}
        self.assertEqual(self.read(Server(types=types)), 6)
        self.assertEqual(self.read(Server("no databases:0")), 0)

    def test_reads_no_more_than_a_sample(self) -> None:
        self.assertEqual(self.read(Server(types={f"key {number}": "string" for number in range(1003)})), 1000)

    def test_lets_a_key_expire(self) -> None:
        server = Server(types={"one": "hash", "other": "none"})
        server.read["one"] = lambda: server.types.pop("one") and None
        self.assertEqual(self.read(server), 1)

    def test_finds_one_that_cant_be_read(self) -> None:
        server = Server(types={"one": "hash"})
        server.read["one"] = lambda: None
        with self.assertRaisesRegex(Refusal, "^a key of database 3 is a hash with nothing in it"):
            self.read(server)
        with self.assertRaisesRegex(Refusal, "^a key of database 3 is of type 'graph', which nobody here knows to read"):
            self.read(Server(types={"one": "graph"}))


class ServerLogTest(unittest.TestCase):
    def test_lines_that_name_keys_are_left_out(self) -> None:
        for line, is_told in (
            ("12:M 30 Nov 2026 12:00:00.000 # Fatal error loading the DB, check server logs. Exiting.", True),
            ("12:M 30 Nov 2026 12:00:00.000 # RDB has duplicated key 'ann@example.org' in DB 0", False),
            ("[additional info] Reading key 'ann", False),
            ("@example.org'", False),
        ):
            self.assertEqual(is_told, bool(TELLING.fullmatch(line)), line)


class KeptTest(unittest.TestCase):
    """What has loaded a dump, and is kept for people to look at."""

    def keep(self, ended: Refusal) -> list[str]:
        said: list[str] = []
        server = mock.Mock()
        server.await_end.side_effect = ended
        with mock.patch("gx_redis.dumps.prove.say", said.append):
            keep(server)
        return said

    def test_says_how_and_ends_with_its_pod(self) -> None:
        ready = "ready, until this pod is deleted: valkey-cli -s /tmp/dump.sock --raw"
        self.assertEqual(self.keep(ToldToEnd("told")), [ready, "ended: the copy is removed"])

    def test_ends_with_its_server(self) -> None:
        with self.assertRaisesRegex(Refusal, "ended by itself"):
            self.keep(Refusal("valkey-server ended by itself"))


class FactsTest(unittest.TestCase):
    def test_that_arent_there_or_arent_facts_are_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "facts.json")
            with self.assertRaisesRegex(Refusal, "There is no complete dump"):
                read_facts(file)
            for text in ("[]", '{"keys": null}'):
                file.write_text(text)
                with self.assertRaisesRegex(Refusal, "it isn't from /opt/gx/dump"):
                    read_facts(file)
