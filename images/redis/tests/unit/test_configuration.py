import tempfile
import unittest
from pathlib import Path

from examples import OTHER, OWN, member, view
from gx_redis.sentinel_configuration import first_memory, memory_of, remembered_primary, sentinel_configuration
from gx_redis.server_configuration import is_empty, server_configuration, write_private

REWRITTEN = f"""port 0
tls-port 26379
sentinel announce-ip 10.43.0.99
sentinel sentinel-pass "old"
sentinel myid 5aaa
sentinel monitor gx {OTHER} 6379 1
sentinel down-after-milliseconds gx 9
sentinel auth-pass gx old
sentinel config-epoch gx 7
sentinel leader-epoch gx 7
sentinel current-epoch 8
sentinel known-replica gx {OWN} 6379
sentinel known-sentinel gx {OTHER} 26379 5bbb
"""


class ServerConfigurationTest(unittest.TestCase):
    def lines(self, primary: str, count: int = 3) -> list[str]:
        return server_configuration(member(count), 'a"b\\c', OWN, primary).splitlines()

    def test_includes_what_is_declared_before_all_else(self) -> None:
        self.assertEqual(self.lines(OWN)[0], "include /etc/redis/server.conf")

    def test_a_primary_starts_closed_to_writes(self) -> None:
        found = self.lines(OWN)
        self.assertIn("min-replicas-to-write 3", found)
        self.assertFalse([line for line in found if line.startswith("replicaof")])

    def test_a_replica_starts_so_that_it_isnt_promoted(self) -> None:
        found = self.lines(OTHER)
        for line in (f"replicaof {OTHER} 6379", "replica-priority 0", "min-replicas-to-write 1"):
            self.assertIn(line, found)

    def test_announces_the_stable_address_and_listens_on_the_pods(self) -> None:
        found = self.lines(OTHER)
        for line in (f"replica-announce-ip {OWN}", "bind 10.42.0.5", "bind-source-addr 10.42.0.5"):
            self.assertIn(line, found)

    def test_quotes_the_password(self) -> None:
        self.assertIn('masterauth "a\\"b\\\\c"', self.lines(OTHER))

    def test_one_alone_is_open_and_follows_nobody(self) -> None:
        found = self.lines(OWN, count=1)
        self.assertIn("min-replicas-to-write 0", found)
        self.assertFalse([line for line in found if line.split()[0] in ("replicaof", "masterauth", "replica-announce-ip")])

    def test_a_folder_is_empty_until_a_server_ran_there(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "sentinel").mkdir()
            (folder / "lost+found").mkdir()
            self.assertTrue(is_empty(folder))
            (folder / "appendonlydir").mkdir()
            self.assertFalse(is_empty(folder))

    def test_what_holds_a_password_is_private_and_replaces_what_was_there(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            file = Path(name) / "server.conf"
            file.write_text("old")
            file.chmod(0o644)
            write_private(file, "new")
            self.assertEqual((file.read_text(), file.stat().st_mode & 0o777), ("new", 0o600))


class SentinelConfigurationTest(unittest.TestCase):
    def test_keeps_what_sentinel_learned_and_declares_the_rest_anew(self) -> None:
        memory = memory_of(REWRITTEN, member())
        text = sentinel_configuration(member(), "new", OWN, "tls-port 26379\nsentinel down-after-milliseconds gx 3000", memory)
        for line in (
            "sentinel myid 5aaa",
            f"sentinel monitor gx {OTHER} 6379 2",
            "sentinel config-epoch gx 7",
            "sentinel current-epoch 8",
            f"sentinel known-replica gx {OWN} 6379",
            f"sentinel known-sentinel gx {OTHER} 26379 5bbb",
            "sentinel down-after-milliseconds gx 3000",
            f"sentinel announce-ip {OWN}",
            'sentinel auth-pass gx "new"',
        ):
            self.assertIn(line, text.splitlines())
        for left in ("10.43.0.99", "old", "gx 9"):
            self.assertNotIn(left, text)

    def test_has_no_memory_without_a_primary_of_the_group(self) -> None:
        for text in ("", "sentinel myid 5aaa\nsentinel monitor another 10.0.0.1 6379 2\n", f"sentinel monitor gx {OTHER}\n"):
            with self.subTest(text=text):
                self.assertEqual(memory_of(text, member()), [])
                self.assertIsNone(remembered_primary(text, member()))

    def test_remembers_the_primary(self) -> None:
        self.assertEqual(remembered_primary(REWRITTEN, member()), OTHER)

    def test_begins_with_what_others_know(self) -> None:
        self.assertEqual(
            first_memory(member(), view(OTHER, 7)), [f"sentinel monitor gx {OTHER} 6379 2", "sentinel config-epoch gx 7"]
        )
