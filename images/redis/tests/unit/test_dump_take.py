import contextlib
import io
import json
import os
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

from examples import PRIMARY_INFO, REPLICA_INFO
from gx_program.say import Refusal
from gx_redis.dumps import rdb_file, source, take
from gx_redis.dumps.settings import Settings
from gx_redis.dumps.source import Source
from gx_redis.resp import Unreachable
from gx_redis.server_state import parse_info

SETTINGS = Settings(("redis-0.ns.svc", "redis-1.ns.svc"), 6379, 5)
SOUND = (
    "Checksum OK\n[offset 9] \\o/ RDB looks OK! \\o/\n[info] 12 keys read\n[info] 3 expires\n[info] 1 already expired\n"
)
CLIENT = 'for last; do :; done; echo "$*" >"$NOTED"; echo "$REDISCLI_AUTH" >>"$NOTED"; printf REDIS0011rest >"$last"'


class TakeTest(unittest.TestCase):
    """Valkey's programs are scripts here. That real ones do what these pretend is shown by the image's tests."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.file, self.facts = self.folder / "dump.rdb", self.folder / "facts.json"
        self.info = REPLICA_INFO
        environment = {"PATH": f"{self.folder}:{os.environ['PATH']}", "NOTED": str(self.folder / "noted")}
        self.enterContext(mock.patch.dict(os.environ, environment))
        for name, value in (
            *(("FILE", self.file), ("FACTS_FILE", self.facts), ("LOOK_SECONDS", 0.05)),
            *(("connect", lambda *_: self), ("password", lambda: "the-password")),
            ("find_source", lambda _: Source("redis-1.ns.svc", parse_info(self.info), "8.1.1")),
            ("write_facts", lambda facts: rdb_file.write_facts(facts, self.facts)),
        ):
            self.enterContext(mock.patch.object(take, name, value))
        self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.program("valkey-cli", CLIENT)
        self.program("valkey-check-rdb", f"cat <<'END'\n{SOUND}END")

    def __enter__(self) -> "TakeTest":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def call(self, *_: Any) -> str:
        return self.info

    def program(self, name: str, script: str) -> None:
        file = self.folder / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def assert_fails(self, reason: str, settings: Settings = SETTINGS) -> None:
        with self.assertRaisesRegex(Refusal, reason):
            take.take(settings)
        self.assertFalse(self.file.exists() or self.facts.exists())

    def test_writes_the_dump_and_what_is_in_it(self) -> None:
        told = take.take(SETTINGS)
        self.assertEqual({**told, "seconds": 0}, {"member": "redis-1", "bytes": 13, "keys": 12, "seconds": 0})
        self.assertEqual(self.file.read_bytes(), b"REDIS0011rest")
        facts = json.loads(self.facts.read_text())
        self.assertRegex(facts.pop("takenAt"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(
            facts,
            {"version": "8.1.1", "member": "redis-1", "format": "REDIS0011", "keys": 12, "replicationOffset": 700},
        )
        self.assertEqual({one.name for one in self.folder.glob("*.part")}, set())

    def test_tells_the_password_by_the_environment_alone(self) -> None:
        take.take(SETTINGS)
        arguments, password = (self.folder / "noted").read_text().splitlines()
        expected = (
            f"-h redis-1.ns.svc -p 6379 --tls --cacert {source.AUTHORITY_FILE} --user dumper --rdb {self.file}.part"
        )
        self.assertEqual((arguments, password), (expected, "the-password"))

    def test_fails_with_what_the_client_says(self) -> None:
        self.program("valkey-cli", "echo 'SYNC with primary failed: -NOMASTERLINK' >&2; exit 1")
        self.facts.write_text("of an earlier try")
        self.assert_fails("valkey-cli --rdb from redis-1.ns.svc: SYNC with primary failed: -NOMASTERLINK")

    def test_ends_at_once_where_the_member_is_promoted_or_gone(self) -> None:
        self.program("valkey-cli", "exec sleep 60")
        promoted = mock.patch.object(self, "call", lambda *_: PRIMARY_INFO)
        with promoted:
            self.assert_fails("the member was promoted while it was dumped")
        with mock.patch.object(self, "call", side_effect=Unreachable("timed out")):
            self.assert_fails("redis-1.ns.svc while it was dumped: timed out")

    def test_goes_on_with_a_primary_that_is_alone(self) -> None:
        self.info = PRIMARY_INFO
        self.program("valkey-cli", f"sleep 0.2; {CLIENT}")
        self.assertEqual(take.take(SETTINGS)["keys"], 12)

    def test_ends_when_its_time_has_passed(self) -> None:
        self.program("valkey-cli", "exec sleep 60")
        self.assert_fails("timeoutSeconds: 0.2 s passed before the end of this: the dump", SETTINGS._replace(timeout_seconds=0.2))

    def test_takes_nothing_that_isnt_whole(self) -> None:
        key = "[additional info] Reading key 'ann\n@example.org'\n[additional info] Reading type 0 (string)"
        error = f"--- RDB ERROR DETECTED ---\n[offset 9] CRC error\n{key}\n{SOUND}"
        for checker, reason in (
            (f"cat <<'END'\n{error}END\nexit 1", r": \[offset 9\] CRC error; \[additional info\] Reading type.*: the file is broken"),
            (f"cat <<'END'\n{SOUND.replace('Checksum OK', '')}END", "it doesn't say that it is sound"),
            ("echo 'Checksum OK RDB looks OK'", "it doesn't say that it is sound"),
        ):
            self.program("valkey-check-rdb", checker)
            with self.subTest(reason=reason):
                self.assert_fails(reason)
        self.program("valkey-cli", 'for last; do :; done; printf "<html>" >"$last"')
        self.assert_fails("begins with b'<html>', and an RDB file with REDIS0011")
