"""Proving a dump of etcd that is useless: that each thing that makes it so is seen, and named."""

import io
import json
import tarfile
import unittest
from collections.abc import Callable
from unittest.mock import patch

from pod import (
    CLEAR,
    CLUSTER,
    IDENTITY,
    KEY,
    OBJECTS,
    OTHER_KEY,
    OTHER_SECRET,
    REVISION,
    SECRET,
    TOKEN,
    RefusalCase,
    configuration,
    fake_ciphers,
    provider,
    sha256,
)
from fake_tools import failed
from gx_etcd.command import Ran
from gx_program.deadline import Deadline


class RefusalTest(RefusalCase):
    def repack(self, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], object], *, told: bool = True) -> None:
        """Changes what is in the archive, and the facts with it where `told`."""
        with tarfile.open(self.archive) as archive:
            members = [(one, stream.read()) for one in archive if (stream := archive.extractfile(one))]
        change(members)
        with tarfile.open(self.archive, "w:") as archive:
            for member, content in members:
                member.size = len(content) if member.isreg() else 0
                archive.addfile(member, io.BytesIO(content))
        if told:
            self.tell(sha256={one.name: sha256(content) for one, content in members if one.name != "token"})

    def replace(self, index: int, content: bytes) -> None:
        """Replaces one of the files, as if it had been dumped so."""
        self.repack(lambda members: members.__setitem__(index, (members[index][0], content)))

    def test_one_that_is_not_there(self) -> None:
        self.archive.unlink()
        self.assert_refused(r"etcd\.tar: No such file or directory\. The container fetch lays it there")

    def test_one_without_facts(self) -> None:
        (self.dump_folder / "facts.json").unlink()
        self.assert_refused(r"facts\.json: No such file or directory\. Fetch an older dump")

    def test_one_with_facts_that_are_not_valid(self) -> None:
        good = self.facts
        hashes = good["sha256"]
        for change, pattern in (
            ({"takenAt": "now"}, "^takenAt: 'now' is not valid"),
            ({"dumpedAt": "now"}, "^dumpedAt: 'now' is not valid"),
            ({"snapshot": "../../etc/passwd-1764590400"}, "^snapshot: .* is not valid"),
            ({"snapshot": "latest"}, "^snapshot: 'latest' is not valid"),
            ({"revision": 0}, "^revision: 0 is not valid"),
            ({"keys": "7"}, "^keys: '7' is not valid"),
            ({"sha256": {**hashes, "encryption-config.yaml": "0"}}, r"^sha256\.encryption-config\.yaml: '0' is not valid"),
            ({"sha256": {**hashes, "token": sha256(TOKEN)}}, r"^sha256\.token: not known"),
            ({"sha256": {"encryption-config.yaml": "0" * 64}}, r"^sha256\.db/snapshots/.*: missing"),
            ({"more": 1}, "^more: not known"),
        ):
            with self.subTest(change):
                self.tell(**{**good, **change})
                self.assert_refused(pattern)
                (self.dump_folder / "facts.json").write_text(json.dumps(good))

    def test_one_with_a_fact_that_is_missing(self) -> None:
        good = self.facts
        for name in good:
            with self.subTest(name):
                (self.dump_folder / "facts.json").write_text(json.dumps({one: good[one] for one in good if one != name}))
                self.assert_refused(f"^{name}: missing")

    def test_one_that_is_cut_off_wherever(self) -> None:
        content = self.archive.read_bytes()
        for length in (0, 1, 512, len(content) // 2, len(content) - 1, len(content) - 512):
            with self.subTest(length=length):
                self.archive.write_bytes(content[:length])
                self.assert_refused(r"etcd\.tar: cut off or spoilt", "Fetch an older dump")
        self.archive.write_bytes(content[:10240])
        self.assert_refused(r"etcd\.tar: cut off or spoilt")

    def test_one_that_is_something_else(self) -> None:
        for content in (b"x" * 10240, b"\0" * 10240):
            with self.subTest(content[:1]):
                self.archive.write_bytes(content)
                self.assert_refused(r"etcd\.tar(: cut off or spoilt| has nothing, and not token)")

    def test_one_with_other_files(self) -> None:
        link = tarfile.TarInfo("token")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        changes: tuple[Callable[[list[tuple[tarfile.TarInfo, bytes]]], object], ...] = (
            lambda members: members.pop(0),
            lambda members: members.pop(1),
            lambda members: members.pop(2),
            lambda members: members.append((tarfile.TarInfo("more"), b"")),
            lambda members: members.append(members[0]),
            lambda members: members.reverse(),
            lambda members: members.__setitem__(0, (link, b"")),
        )
        content = self.archive.read_bytes()
        for change in changes:
            with self.subTest():
                self.repack(change, told=False)
                self.assert_refused(rf"etcd\.tar has .*, and not token, encryption-config.yaml, db/snapshots/{self.name}")
                self.archive.write_bytes(content)

    def test_one_with_the_facts_of_another(self) -> None:
        good = self.facts["sha256"]
        for name in good:
            with self.subTest(name):
                self.tell(sha256={**good, name: "0" * 64})
                self.assert_refused(f"^{name} in .*etcd.tar has SHA-256 {good[name]}, and its facts say 0000")

    def test_one_with_a_snapshot_that_etcdutl_refuses(self) -> None:
        self.tools.answers[("restore",)] = [failed("expected sha256 [1 2], got [3 4]")]
        self.assert_refused(
            r"^etcdutl snapshot restore snapshot: Error: expected sha256 \[1 2\], got \[3 4\]\. Has .* room"
        )

    def test_one_without_a_token(self) -> None:
        self.replace(0, b"\n")
        self.assert_refused("^token in .*etcd.tar: it has nothing in it, and a token is one line")

    def test_one_with_a_configuration_that_does_not_encrypt(self) -> None:
        self.replace(1, json.dumps(configuration({"identity": {}})).encode())
        self.assert_refused("^encryption-config.yaml in .*etcd.tar: no EncryptionConfiguration .* is identity")

    def test_one_on_which_etcd_ends(self) -> None:
        self.tools.etcd_ends = 1
        lines = [
            {"level": "warn", "msg": "one port"},
            {"level": "error", "msg": "cannot fetch its data", "error": "no space"},
            {"level": "fatal", "msg": "discovery failed"},
            {"level": "warn", "msg": "goes"},
        ]
        self.tools.log = "\n".join(json.dumps(line) for line in lines) + "\ngoroutine 1:\n"
        self.assert_refused(
            "^etcd ends on what was restored: cannot fetch its data: no space; discovery failed: it can't be used"
        )
        self.tools.log = ""
        self.assert_refused("^etcd ends on what was restored: it doesn't say why")

    def test_one_on_which_etcd_does_not_answer(self) -> None:
        spent = [0.0]
        self.tools.answers[("--limit=1",)] = [failed("context deadline exceeded")] * 100

        def passes(words: list[str]) -> None:
            spent[0] += 2.0 * (words[0] == "etcdctl")

        self.tools.before = passes
        self.enterContext(patch("gx_etcd.scratch_etcd.time.sleep", lambda _seconds: None))
        with patch("gx_etcd.prove.Deadline", lambda seconds: Deadline(seconds, clock=lambda: spent[0])):
            self.assert_refused("^timeoutSeconds: 60 s passed before the end of this: ask the restored etcd")

    def test_one_that_etcdctl_does_not_get(self) -> None:
        self.tools.answers[("--keys-only", f"--rev={REVISION}")] = [failed("etcdserver: mvcc: required revision has been compacted")]
        self.assert_refused("^list the restored keys: etcdctl: Error: etcdserver: mvcc: required revision has been comp")
        for output in (b"", b"[]", b"{}", b'{"header": {"revision": 4711}, "kvs": [{"value": ""}]}'):
            with self.subTest(output):
                self.tools.answers[("--keys-only", f"--rev={REVISION}")] = [Ran(0, output, "")]
                self.assert_refused("^list the restored keys: etcdctl says something else than it did")

    def test_there_is_no_room_for_the_snapshot_twice(self) -> None:
        """The unpacked one is gone before etcd has what was made of it."""
        seen = []
        self.tools.before = lambda words: seen.append((words[0], (self.dump_folder / "snapshot").exists()))
        self.assertEqual("done", self.prove()["result"])
        self.assertEqual({("etcdutl", True), ("etcdctl", False)}, {*seen})

    def test_one_of_which_less_is_restored(self) -> None:
        self.tools.behind = 1
        self.assert_refused(f"^revision: the facts say {REVISION}, and {REVISION - 1} was restored")

    def test_one_with_another_number_of_keys(self) -> None:
        for keys in (OBJECTS, OBJECTS + 2):
            self.tell(keys=keys)
            self.assert_refused(f"^keys: the facts say {keys}, and {OBJECTS + 1} were restored")

    def test_one_with_objects_that_are_listed_and_not_read(self) -> None:
        self.tools.lost = {"/registry/configmaps/default/0120"}
        self.assert_refused(
            "^read 100 restored objects from /registry/configmaps/default/0100 on: others are read than were listed"
        )

    def test_one_of_another_cluster(self) -> None:
        def change(entries: dict[str, bytes]) -> None:
            entries[CLUSTER] = entries[CLUSTER].replace(IDENTITY[:4].encode(), b"ffff")
            # Its keys are others, too: what is told is why.
            entries[SECRET] = fake_ciphers.cbc_value(OTHER_KEY, CLEAR)

        self.lay_dump(change)
        self.assert_refused(
            f"^clusterIdentity: {CLUSTER} hasn't the uid {IDENTITY}: it is another cluster's snapshot", "has mounted"
        )

    def test_one_of_no_cluster(self) -> None:
        self.lay_dump(lambda entries: entries.pop(CLUSTER))
        self.assert_refused(f"^clusterIdentity: {CLUSTER} isn't there, which every cluster has")

    def test_one_with_too_few_objects(self) -> None:
        # Keys that aren't the API server's don't count.
        self.declare(leastKeys=OBJECTS + 1)
        self.assert_refused(f"^leastKeys: {OBJECTS} keys were restored under /registry/, fewer than {OBJECTS + 1}")

    def test_one_without_secrets(self) -> None:
        self.lay_dump(lambda entries: (entries.pop(SECRET), entries.pop(OTHER_SECRET)))
        self.assert_refused("^/registry/secrets/ has no Secret, and every cluster has some")

    def test_one_with_a_secret_in_the_clear(self) -> None:
        self.lay_dump(lambda entries: entries.update({OTHER_SECRET: CLEAR}))
        self.assert_refused(f"^{OTHER_SECRET}: it lies in etcd, and so in this dump, in the clear", "kubectl replace")

    def test_one_with_a_secret_that_another_provider_encrypted(self) -> None:
        for head, kind in (("secretbox:v1:key1:", "secretbox"), ("kms:v2:name:", "kms"), ("aescbc:v2:key1:", "aescbc")):
            with self.subTest(head):
                value = f"k8s:enc:{head}".encode() + b"\0" * 64
                self.lay_dump(lambda entries, value=value: entries.update({SECRET: value}))
                self.assert_refused(
                    f"^{SECRET}: it is encrypted by '{kind}', which this program can't decrypt", "etcd-restore.md .*hand"
                )

    def test_one_with_a_secret_whose_key_was_not_kept(self) -> None:
        value = fake_ciphers.cbc_value(OTHER_KEY, CLEAR, "key2")
        self.lay_dump(lambda entries: entries.update({SECRET: value}))
        self.assert_refused(f"^{SECRET}: the kept configuration has no key 'key2' of aescbc, which encrypted it")
        # The same name of another provider is another key.
        self.replace(1, json.dumps(configuration(provider("aescbc"), provider("aesgcm", "key2"))).encode())
        self.assert_refused(f"^{SECRET}: the kept configuration has no key 'key2' of aescbc")

    def test_one_with_another_key_of_the_same_name(self) -> None:
        self.replace(1, json.dumps(configuration(provider("aescbc", secret=OTHER_KEY))).encode())
        self.assert_refused("the kept key 'key1' of aescbc doesn't decrypt it", "--encryption-provider-config")

    def test_one_with_a_secret_that_does_not_decrypt(self) -> None:
        good = fake_ciphers.cbc_value(KEY, CLEAR)
        head = b"k8s:enc:aescbc:v1:key1:"
        for value in (
            head,
            good[: len(head) + 16],
            good[:-1],
            good[:-16],
            fake_ciphers.cbc_value(KEY, b"no object"),
            fake_ciphers.cbc_value(KEY, b""),
            fake_ciphers.cbc_value(KEY, CLEAR, padding=b"\x03\x02\x03"),
            fake_ciphers.cbc_value(KEY, CLEAR, padding=b"\x00"),
            fake_ciphers.cbc_value(KEY, CLEAR, padding=b"\x11"),
            fake_ciphers.gcm_value(OTHER_KEY, CLEAR, SECRET),
            fake_ciphers.gcm_value(KEY, CLEAR, OTHER_SECRET),
            fake_ciphers.gcm_value(KEY, b"no object", SECRET),
            fake_ciphers.gcm_value(KEY, CLEAR, SECRET)[:-1],
        ):
            with self.subTest(value):
                self.configure(configuration(provider("aescbc"), provider("aesgcm")))
                self.lay_dump(lambda entries, value=value: entries.update({SECRET: value}))
                self.assert_refused(f"^{SECRET}: the kept key 'key1' of aes(cbc|gcm) doesn't decrypt it")


if __name__ == "__main__":
    unittest.main()
