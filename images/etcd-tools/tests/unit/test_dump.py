"""Dumping etcd: which snapshot is taken, what comes with it, and that nothing is left behind whatever fails."""

import json
import tarfile
import unittest
from datetime import UTC, datetime
from unittest.mock import patch

from pod import (
    IDENTITY,
    KEY,
    NOW,
    REVISION,
    TOKEN,
    PodCase,
    ago,
    configuration,
    fake_ciphers,
    name_of,
    objects,
    provider,
    sha256,
)
from fake_tools import failed
from gx_etcd.command import Ran
from gx_program.deadline import Deadline


class DumpTest(PodCase):
    def test_it_unpacks_as_a_servers_folder_has_it(self) -> None:
        outcome = self.dump()
        del outcome["seconds"]
        counts = {"keys": len(objects()), "revision": REVISION, "bytes": self.archive.stat().st_size}
        self.assertEqual({"result": "done", "snapshot": self.name, **counts}, outcome)
        sources = {
            "token": TOKEN,
            "encryption-config.yaml": self.places.encryption.read_bytes(),
            f"db/snapshots/{self.name}": (self.places.snapshots / self.name).read_bytes(),
        }
        with tarfile.open(self.archive, "r:") as archive:
            found = {one.name: one for one in archive.getmembers()}
            self.assertEqual([*sources], [*found])
            for name, content in sources.items():
                stream = archive.extractfile(name)
                assert stream
                self.assertEqual(content, stream.read())
                self.assertEqual((0o600, 0, 0), (found[name].mode, found[name].uid, found[name].gid))
        # A token that somebody chose could be guessed from its hash.
        hashes = {name: sha256(content) for name, content in sources.items() if name != "token"}
        taken_at = f"{ago(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
        told = {"snapshot": self.name, "revision": REVISION, "keys": len(objects()), "sha256": hashes}
        facts = self.facts
        dumped_at = datetime.strptime(facts.pop("dumpedAt"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        self.assertTrue(NOW <= dumped_at <= datetime.now(UTC), dumped_at)
        self.assertEqual({"takenAt": taken_at, **told}, facts)

    def test_it_tells_when_it_began(self) -> None:
        began = datetime(2026, 11, 30, 12, 10, 0, 999999, tzinfo=UTC)
        self.lay(name_of(datetime(2026, 11, 29, 23, 10, 1, tzinfo=UTC)))
        (self.places.snapshots / self.name).unlink()
        with patch("gx_etcd.dump.datetime") as clock:
            clock.now.side_effect = [began]
            self.assertEqual("done", self.dump()["result"])
        self.assertEqual(("2026-11-29T23:10:01Z", "2026-11-30T12:10:00Z"), (self.facts["takenAt"], self.facts["dumpedAt"]))

    def test_nothing_else_is_left_and_both_can_be_read_by_the_next_container(self) -> None:
        for old in ("facts.json", "facts.json.part", "etcd.tar", "etcd.tar.part", "snapshot.part"):
            (self.dump_folder / old).write_text("of another run")
        self.dump()
        self.assertEqual(["etcd.tar", "facts.json"], self.left)
        for name in self.left:
            self.assertEqual(0o644, (self.dump_folder / name).stat().st_mode & 0o777)

    def test_the_same_snapshot_is_the_same_file(self) -> None:
        self.dump()
        first = self.archive.read_bytes()
        self.dump()
        self.assertEqual(first, self.archive.read_bytes())

    def test_etcdutl_reads_the_copy_alone(self) -> None:
        self.dump()
        self.assertEqual([str(self.dump_folder / "snapshot.part")], [words[3] for words in self.tools.calls])

    def test_the_newest_is_taken_by_its_name_and_what_is_none_is_passed_over(self) -> None:
        self.lay(name_of(ago(minutes=9), "on-demand-server-9"))
        self.lay(name_of(ago(minutes=9), "zzz"))
        newest = self.lay(name_of(ago(minutes=3), "on-demand-server-1"))
        for name in (f"{name_of(ago(minutes=1))}.part", "notes.txt", "etcd-snapshot-server-2", f".{name_of(ago())}"):
            (self.places.snapshots / name).write_text("no snapshot")
        (self.places.snapshots / name_of(ago(minutes=2))).mkdir()
        self.assertEqual(newest.name, self.dump()["snapshot"])

    def test_a_clock_may_differ_by_minutes(self) -> None:
        name = self.lay(name_of(ago(minutes=-4))).name
        self.assertEqual(name, self.dump()["snapshot"])

    def test_each_provider_that_encrypts_will_do(self) -> None:
        kms = {"kms": {"apiVersion": "v2", "name": "somewhere", "endpoint": "unix:///kms.sock"}}
        for found in (
            configuration(provider("aesgcm", secret=b"k" * 16)),
            configuration(provider("secretbox")),
            configuration(kms, provider("aescbc", secret=b"k" * 24)),
            configuration(resources=("configmaps", "*.*")),
            configuration(resources=("*.",)),
        ):
            with self.subTest(found):
                self.configure(found)
                self.assertEqual("done", self.dump()["result"])


class FaultTest(PodCase):
    def assert_failed(self, *patterns: str) -> None:
        """What an earlier run left is gone, too: it would be kept in place of this one."""
        (self.dump_folder / "facts.json").write_text("of another run")
        (self.dump_folder / "etcd.tar").write_text("of another run")
        outcome = self.dump()
        self.assertEqual("failed", outcome["result"])
        for pattern in patterns:
            self.assertRegex(outcome["error"], pattern)
        self.assertEqual([], self.left)

    def test_without_a_snapshot(self) -> None:
        (self.places.snapshots / self.name).rename(self.places.snapshots / f"{self.name}.part")
        self.assert_failed("has no snapshot: K3s took none on this server", "`k3s etcd-snapshot ls`.* K3s' log")

    def test_without_the_folder(self) -> None:
        (self.places.snapshots / self.name).unlink()
        self.places.snapshots.rmdir()
        self.assert_failed("snapshots: No such file or directory")

    def test_with_a_compressed_one_that_is_the_newest(self) -> None:
        name = f"{name_of(ago(minutes=3))}.zip"
        (self.places.snapshots / name).write_bytes(b"PK")
        self.assert_failed(f"{name} is compressed", "leave etcd-snapshot-compress out of K3s' configuration")

    def test_with_a_compressed_one_that_is_older(self) -> None:
        (self.places.snapshots / f"{name_of(ago(minutes=9))}.zip").write_bytes(b"PK")
        self.assertEqual("done", self.dump()["result"])

    def test_with_one_that_is_too_old(self) -> None:
        self.declare(mostSnapshotAgeMinutes=4)
        moment = f"{ago(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
        self.assert_failed(f"^mostSnapshotAgeMinutes: .*{self.name}, is of {moment}, more than 4 minutes ago")
        self.assert_failed("`k3s etcd-snapshot save` takes one now; then have the job run again", "etcd-snapshot-schedule-cron")

    def test_with_one_of_a_moment_to_come(self) -> None:
        name = self.lay(name_of(ago(minutes=-6))).name
        moment = f"{ago(minutes=-6):%Y-%m-%dT%H:%M:%SZ}"
        self.assert_failed(f"{name} is of {moment}, which is ahead of this server's clock", "Set the clock right")

    def test_with_one_that_is_cut_off_wherever(self) -> None:
        file = self.places.snapshots / self.name
        content = file.read_bytes()
        for length in (0, 1, len(content) // 2, len(content) - 32, len(content) - 1):
            with self.subTest(length=length):
                file.write_bytes(content[:length])
                self.assert_failed(f"{self.name}: it is of {length} bytes.*: it is cut off", "disk.* room")
        for length in (32, len(content) - 512):
            with self.subTest(length=length):
                file.write_bytes(content[:length])
                self.assert_failed("snapshot")

    def test_with_one_that_is_cut_off_by_a_sector(self) -> None:
        file = self.places.snapshots / self.name
        file.write_bytes(file.read_bytes()[:-512])
        self.assert_failed(f"{self.name}: its own checksum isn't that of what stands before")

    def test_with_a_byte_that_is_another(self) -> None:
        file = self.places.snapshots / self.name
        content = bytearray(file.read_bytes())
        for place in (7, len(content) - 1):
            with self.subTest(place=place):
                content[place] ^= 1
                file.write_bytes(content)
                self.assert_failed(f"{self.name}: its own checksum isn't", "`k3s etcd-snapshot save`")
                content[place] ^= 1

    def test_with_one_in_which_etcd_finds_errors(self) -> None:
        self.tools.answers[("status",)] = [failed("snapshot file integrity check failed. 2 errors found.")]
        self.assert_failed(
            r"^etcdutl snapshot status snapshot\.part: Error: snapshot file integrity check failed", "take another one"
        )

    def test_with_another_etcdutl(self) -> None:
        for output in (b"", b"[]", b'{"revision": 3}', b'{"revision": "x", "totalKey": 7}'):
            with self.subTest(output):
                self.tools.answers[("status",)] = [Ran(0, output, "")]
                self.assert_failed("^etcdutl snapshot status .* it says something else than it did")

    def test_with_too_few_keys(self) -> None:
        self.declare(leastKeys=len(objects()) + 1)
        self.assert_failed(f"^leastKeys: .*{self.name} has 255 keys, fewer than 256. Is this the right cluster")

    def test_without_a_token(self) -> None:
        self.places.token.unlink()
        self.assert_failed("token: No such file or directory. Mount the file token")

    def test_with_what_is_no_token(self) -> None:
        for content, found in ((b"", "nothing in it"), (b" \n", "nothing in it"), (TOKEN * 2, "2 lines")):
            with self.subTest(content):
                self.places.token.write_bytes(content)
                self.assert_failed(f"token: it has {found}, and a token is one line. Mount the file token")

    def test_without_an_encryption_configuration(self) -> None:
        self.places.encryption.unlink()
        self.assert_failed("encryption-config.yaml: No such file or directory. Mount what", "--encryption-provider-config")

    def test_with_a_configuration_that_does_not_encrypt_secrets(self) -> None:
        good = configuration()
        [rule] = good["resources"]
        for found, why in (
            ([], "its kind isn't EncryptionConfiguration"),
            ({**good, "kind": "Config"}, "its kind isn't EncryptionConfiguration"),
            ({"kind": good["kind"]}, "it lacks resources"),
            (configuration(resources=("configmaps",)), "its resources don't name secrets"),
            ({**good, "resources": [{**rule, "providers": []}]}, "it has no provider for secrets"),
            (configuration({"identity": {}}, provider("aescbc")), "the first provider for secrets is identity, so they"),
            (configuration({"aescbc": {}}), "it lacks keys"),
            (configuration({"aescbc": None}), r"it has another form \(TypeError"),
            (configuration(provider("aescbc", secret=b"short")), "the secret of key 'key1' of aescbc is of 5 bytes"),
            (configuration({"aescbc": {"keys": [{"name": "a", "secret": "?!"}]}}), "the secret of key 'a' of aescbc isn't"),
        ):
            with self.subTest(why):
                self.configure(found)
                self.assert_failed(f"encryption-config.yaml: no EncryptionConfiguration that encrypts Secrets: {why}")
                self.assert_failed("lie in the snapshot, and so in the backup, in the clear")

    def test_the_rule_that_holds_is_the_first_about_secrets(self) -> None:
        good, plain = configuration(), configuration({"identity": {}}, resources=("secrets", "configmaps"))
        self.configure({**good, "resources": [*plain["resources"], *good["resources"]]})
        self.assert_failed("the first provider for secrets is identity")

    def test_with_what_is_no_document(self) -> None:
        self.places.encryption.write_text(f"{{secret: {fake_ciphers.encoded(KEY)}")
        with patch("gx_etcd.encryption.load_yaml", side_effect=ValueError("line 1")):
            self.assert_failed("no EncryptionConfiguration that encrypts Secrets: line 1")

    def test_at_its_deadline(self) -> None:
        spent = [0.0]
        clock = patch("gx_etcd.dump.Deadline", lambda seconds: Deadline(seconds, clock=lambda: spent[0]))

        def passes(_words: object) -> None:
            spent[0] = 61.0

        self.tools.before = passes
        with clock:
            self.assert_failed("^timeoutSeconds: 60 s passed before the end of this: etcdutl snapshot status")

    def test_at_its_deadline_in_the_midst_of_copying(self) -> None:
        spent = iter([0.0])
        with patch("gx_etcd.dump.Deadline", lambda seconds: Deadline(seconds, clock=lambda: next(spent, 61.0))):
            self.assert_failed(f"^timeoutSeconds: 60 s passed before the end of this: copy {self.name}")

    def test_without_room(self) -> None:
        with patch("gx_etcd.dump.write_archive", side_effect=OSError(28, "No space left on device", "/dump/etcd.tar.part")):
            self.assert_failed("^/dump/etcd.tar.part: No space left on device. Has its volume room")

    def test_without_settings(self) -> None:
        self.places.settings.unlink()
        self.assertRegex(self.dump()["error"], r"dump\.json: No such file .* Mount the ConfigMap etcd-dump-backup there")

    def test_with_settings_that_are_not_valid(self) -> None:
        for field, value, pattern in (
            ("clusterIdentity", IDENTITY.upper(), "^clusterIdentity: '.*' is not valid. Give the uid"),
            ("mostSnapshotAgeMinutes", 0, "^mostSnapshotAgeMinutes: 0 is not valid"),
            ("mostSnapshotAgeMinutes", 1441, "^mostSnapshotAgeMinutes: 1441 is not valid"),
            ("leastKeys", 0, "^leastKeys: 0 is not valid"),
            ("timeoutSeconds", "60", "^timeoutSeconds: '60' is not valid"),
            ("other", 1, "^other: not known"),
        ):
            with self.subTest(field):
                self.declare(**{field: value})
                self.assertRegex(self.dump()["error"], pattern)
        lacking = json.loads(self.places.settings.read_text())
        for field in ("clusterIdentity", "mostSnapshotAgeMinutes", "leastKeys", "timeoutSeconds"):
            self.places.settings.write_text(json.dumps({name: lacking[name] for name in lacking if name != field}))
            self.assertRegex(self.dump()["error"], f"^{field}: (missing|.* is not valid)")


if __name__ == "__main__":
    unittest.main()
