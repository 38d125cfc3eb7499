"""Proving a dump of etcd that is good, and keeping it to be looked at."""

import os
import signal
import unittest
from unittest.mock import patch

from pod import (
    BOOTSTRAP,
    CLEAR,
    CLUSTER,
    IDENTITY,
    KEY,
    OBJECTS,
    OTHER_KEY,
    OTHER_SECRET,
    REVISION,
    SECRET,
    PodCase,
    configuration,
    fake_ciphers,
    objects,
    provider,
)
from fake_tools import FakeProcess, failed


class ProveTest(PodCase):
    def test_a_good_one_is_proven_by_itself(self) -> None:
        self.dump()
        # The servers' files are elsewhere then.
        for file in (self.places.token, self.places.encryption, self.places.snapshots / self.name):
            file.unlink()
        outcome = self.prove()
        del outcome["seconds"]
        self.assertEqual({"result": "done", "keys": OBJECTS + 1, "secrets": 2, "revision": REVISION}, outcome)
        said = f"\nread {OBJECTS} objects, and decrypted 2 Secrets\nthe token opens K3s' own data\n"
        self.assertIn(said, self.output)
        self.assertEqual(["etcd.tar", "facts.json"], self.left)
        assert self.tools.process
        self.assertEqual(signal.SIGKILL, self.tools.process.ended_by)

    def test_all_is_read_at_the_snapshots_revision_and_page_by_page(self) -> None:
        self.dump()
        self.prove()
        reads = [words for words in self.tools.calls if words[0] == "etcdctl" and "--limit=1" not in words]
        self.assertEqual({f"--rev={REVISION}"}, {words[-1] for words in reads})
        self.assertEqual("--keys-only", reads[0][-2])
        ends = [words[-2] for words in reads[1:]]
        pages = ["/registry/configmaps/default/0100", "/registry/configmaps/default/0200", "/registry0"]
        self.assertEqual([*pages, BOOTSTRAP], ends)

    def test_what_an_earlier_run_left_is_removed(self) -> None:
        self.dump()
        (self.dump_folder / "restored/member").mkdir(parents=True)
        (self.dump_folder / "snapshot").write_text("half")
        self.assertEqual("done", self.prove()["result"])
        self.assertEqual(["etcd.tar", "facts.json"], self.left)

    def test_etcd_may_take_its_time(self) -> None:
        self.dump()
        self.tools.answers[("--limit=1",)] = [failed("context deadline exceeded")] * 3
        self.assertEqual("done", self.prove()["result"])
        self.assertEqual(1, self.output.count("etcd doesn't answer yet: ask the restored etcd: etcdctl: Error: context"))

    def test_with_aesgcm_and_with_keys_of_earlier_times(self) -> None:
        entries = objects()
        entries[SECRET] = fake_ciphers.gcm_value(KEY, CLEAR, SECRET, "new")
        entries[OTHER_SECRET] = fake_ciphers.cbc_value(OTHER_KEY, CLEAR, "old")
        self.lay(entries=entries)
        # Of one name and kind there may be several.
        old = (provider("aescbc", "old", KEY), provider("aescbc", "old", OTHER_KEY))
        self.configure(configuration(provider("aesgcm", "new"), *old, {"identity": {}}))
        self.dump()
        self.assertEqual("done", self.prove()["result"])

    def test_with_namespaces_that_are_encrypted_as_well(self) -> None:
        entries = objects()
        entries[CLUSTER] = fake_ciphers.cbc_value(KEY, entries[CLUSTER])
        self.lay(entries=entries)
        self.configure(configuration(resources=("*.*",)))
        self.dump()
        self.assertEqual("done", self.prove()["result"])


class KeepTest(PodCase):
    def setUp(self) -> None:
        super().setUp()
        self.dump()

    def test_one_that_is_to_be_looked_at_stays_until_its_pod_is_told_to_end(self) -> None:
        alive = []

        def wait(process: FakeProcess, _seconds: float | None = None) -> int | None:
            if process.ended_by is None:
                alive.append((self.dump_folder / "restored/db").exists())
                os.kill(os.getpid(), signal.SIGTERM)
            return process.poll()

        with patch.object(FakeProcess, "wait", wait):
            outcome = self.prove("--keep")
        self.assertEqual(("done", 2, [True]), (outcome["result"], outcome["secrets"], alive))
        command = "etcdctl --endpoints=unix:///tmp/etcd.sock get /registry --prefix --keys-only"
        self.assertIn(f"\nready, until this pod is deleted: {command}\nended: what was restored is removed\n", self.output)
        self.assertEqual(["etcd.tar", "facts.json"], self.left)

    def test_an_etcd_that_ends_meanwhile(self) -> None:
        with patch.object(FakeProcess, "wait", lambda _process, _seconds=None: 2):
            outcome = self.prove("--keep")
        self.assertEqual("etcd ended by itself, with status 2. Run it again.", outcome["error"])

    def test_one_that_is_no_good_is_not_kept_to_be_looked_at(self) -> None:
        self.declare(clusterIdentity=IDENTITY.replace("0a", "ff"))
        self.assertEqual("failed", self.prove("--keep")["result"])
        self.assertNotIn("ready", self.output)

    def test_told_to_end_in_the_midst(self) -> None:
        def end(words: list[str]) -> None:
            if f"--rev={REVISION}" in words:
                os.kill(os.getpid(), signal.SIGTERM)

        self.tools.before = end
        self.assertRegex(self.prove("--keep")["error"], "^the pod was told to end before this was done")
        assert self.tools.process
        self.assertEqual(signal.SIGKILL, self.tools.process.ended_by)
        self.assertEqual(["etcd.tar", "facts.json"], self.left)


if __name__ == "__main__":
    unittest.main()
