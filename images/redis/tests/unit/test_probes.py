import contextlib
import io
import os
import socket
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

from examples import PRIMARY_INFO, REPLICA_INFO, member
from gx_redis import probes


class Server:
    def __init__(self, info: str, wanted: int = 1) -> None:
        self.info = info
        self.wanted = wanted

    def call(self, *words: Any) -> Any:
        return self.info if words == ("INFO",) else ["min-replicas-to-write", str(self.wanted)]


class ReadinessTest(unittest.TestCase):
    def reason(self, info: str, wanted: int = 1) -> str:
        return probes.not_ready(member(), Server(info, wanted))  # type: ignore[arg-type]

    def test_members_that_do_what_they_are_there_for_are_ready(self) -> None:
        self.assertEqual(self.reason(PRIMARY_INFO), "")
        self.assertEqual(self.reason(REPLICA_INFO), "")
        self.assertEqual(self.reason(PRIMARY_INFO.replace("min_slaves_good_slaves:2\n", ""), wanted=0), "")

    def test_others_arent(self) -> None:
        self.assertIn("takes writes from 3", self.reason(PRIMARY_INFO, wanted=3))
        self.assertIn("0 good replicas", self.reason(PRIMARY_INFO.replace("good_slaves:2", "good_slaves:0")))
        self.assertIn("without the primary's data", self.reason(REPLICA_INFO.replace("status:up", "status:down")))
        self.assertIn("hasn't let be promoted", self.reason(REPLICA_INFO.replace("priority:100", "priority:0")))
        self.assertEqual(self.reason(REPLICA_INFO.replace("loading:0", "loading:1")), "loads its data")


class LivenessTest(unittest.TestCase):
    def setUp(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.listener.close)
        self.port = self.listener.getsockname()[1]
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.sign = Path(folder.name) / "keeper"

    def ask(self, *arguments: str) -> tuple[int, str]:
        cluster = member().cluster._replace(server_port=self.port)
        with (
            mock.patch.object(probes, "this_member", lambda: member()._replace(ip="127.0.0.1", cluster=cluster)),
            mock.patch.object(probes, "LIVENESS_SECONDS", 0.2),
            mock.patch.object(probes, "SIGN_OF_LIFE", self.sign),
            contextlib.redirect_stderr(io.StringIO()) as reason,
        ):
            return probes.liveness(list(arguments)), reason.getvalue()

    def test_fails_where_connections_are_accepted_and_not_answered(self) -> None:
        code, reason = self.ask()
        self.assertEqual(code, 1)
        self.assertIn("the server accepts connections and doesn't answer", reason)

    def test_passes_while_nothing_listens_yet(self) -> None:
        self.listener.close()
        self.assertEqual(self.ask("server"), (0, ""))

    def test_fails_where_the_keeper_stopped_looking(self) -> None:
        self.assertEqual(self.ask("keeper")[0], 1)
        self.sign.touch()
        self.assertEqual(self.ask("keeper"), (0, ""))
        past = time.time() - 60
        os.utime(self.sign, (past, past))
        self.assertIn("last looked 60 s ago", self.ask("keeper")[1])

    def test_knows_no_other_process(self) -> None:
        self.assertIn("exporter: ask for server, sentinel or keeper", self.ask("exporter")[1])
