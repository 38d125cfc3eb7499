import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from examples import PRIMARY_INFO, REPLICA_INFO
from gx_program.say import Refusal
from gx_redis.dumps import source
from gx_redis.dumps.settings import Settings, read_settings
from gx_redis.dumps.source import Source, find_source
from gx_redis.resp import ServerError, Unreachable
from gx_redis.server_state import parse_info

HOSTS = ("redis-0.ns.svc", "redis-1.ns.svc", "redis-2.ns.svc")
DOWN_INFO = REPLICA_INFO.replace("link_status:up", "link_status:down")
COPYING_INFO = REPLICA_INFO.replace("in_progress:0", "in_progress:1")
LOADING_INFO = PRIMARY_INFO.replace("loading:0", "loading:1")
Answer = str | Exception


class FindSourceTest(unittest.TestCase):
    def setUp(self) -> None:
        self.enterContext(mock.patch.object(source, "SEARCH_SECONDS", 0.02))
        self.enterContext(mock.patch.object(source, "PAUSE_SECONDS", 0.001))
        self.enterContext(contextlib.redirect_stdout(io.StringIO()))

    def find(self, *answers: Answer | list[Answer]) -> Source:
        """Each member answers the same always, or one thing after the other."""
        settings = Settings(HOSTS[: len(answers)], 6379, 60)
        left = {
            host: list(told) if isinstance(told, list) else [told] for host, told in zip(HOSTS, answers, strict=False)
        }

        def ask(_: Settings, host: str) -> Source:
            told = left[host].pop(0) if len(left[host]) > 1 else left[host][0]
            if isinstance(told, Exception):
                raise told
            return Source(host, parse_info(told), "8.1.1")

        return find_source(settings, ask)

    def test_of_several_takes_the_replica_that_has_come_farthest(self) -> None:
        behind, ahead = REPLICA_INFO, REPLICA_INFO.replace("700", "714")
        self.assertEqual(self.find(PRIMARY_INFO, behind, ahead).name, "redis-2")
        self.assertEqual(self.find(behind, ahead, PRIMARY_INFO).name, "redis-1")

    def test_does_with_one_replica_whatever_the_others_are(self) -> None:
        for other in (Unreachable("hangs"), ServerError("LOADING"), DOWN_INFO, COPYING_INFO):
            with self.subTest(other=other):
                self.assertEqual(self.find(other, PRIMARY_INFO, REPLICA_INFO).name, "redis-2")

    def test_one_alone_is_taken_as_primary(self) -> None:
        self.assertEqual(self.find(PRIMARY_INFO).name, "redis-0")

    def test_waits_until_it_is_let_through_and_a_copy_is_whole(self) -> None:
        hangs = Unreachable("timed out")
        self.assertEqual(self.find([hangs, hangs, LOADING_INFO, PRIMARY_INFO]).name, "redis-0")
        self.assertEqual(self.find(PRIMARY_INFO, [hangs, DOWN_INFO, COPYING_INFO, REPLICA_INFO], hangs).name, "redis-1")

    def test_says_of_each_why_it_cant_be_dumped(self) -> None:
        with self.assertRaises(Refusal) as refused:
            self.find(PRIMARY_INFO, DOWN_INFO, ServerError("WRONGPASS invalid."))
        self.assertEqual(
            str(refused.exception),
            "no member to dump in 0.02 s: redis-0.ns.svc: it is the primary; redis-1.ns.svc: it isn't connected to its "
            "primary, or copies from it; redis-2.ns.svc: WRONGPASS invalid. See that a replica is well, then run it again.",
        )
        for info, reason in ((REPLICA_INFO, "it is a replica, and no other"), (LOADING_INFO, "it loads its data")):
            with self.assertRaisesRegex(Refusal, reason):
                self.find(info)


class SettingsTest(unittest.TestCase):
    def test_are_read_or_refused_with_the_field_and_the_remedy(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "dump.json")
            whole = {"members": list(HOSTS), "port": 6379, "timeoutSeconds": 900}
            file.write_text(json.dumps(whole))
            self.assertEqual(read_settings(file), Settings(HOSTS, 6379, 900))
            for changed, reason in (
                ({**whole, "members": []}, "members: .* Give a list of at least 1"),
                ({**whole, "port": "x"}, "port: 'x' is not valid"),
                ({"members": ["a"]}, "port: missing"),
            ):
                file.write_text(json.dumps(changed))
                with self.subTest(reason=reason), self.assertRaisesRegex(Refusal, f"^{reason}"):
                    read_settings(file)
            file.unlink()
            with self.assertRaisesRegex(Refusal, "Mount the ConfigMap redis-dump-backup there"):
                read_settings(file)
