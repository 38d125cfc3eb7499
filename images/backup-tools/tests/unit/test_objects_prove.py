"""Proving a dump of objects: that each thing that makes it useless is seen, and named."""

import gzip
import json
import os
import signal
import unittest
from collections.abc import Callable
from functools import partial
from typing import Any
from unittest.mock import patch

from objects_pod import BACKEND, ObjectsPodCase
from gx_objects.contents import counts, hashes, text


def _update(change: dict[str, Any], one: dict[str, Any]) -> None:
    one.update(change)


class ObjectsProveTest(ObjectsPodCase):
    def setUp(self) -> None:
        super().setUp()
        self.dump()

    def assert_refused(self, pattern: str) -> None:
        outcome = self.prove()
        self.assertEqual("failed", outcome["result"])
        self.assertRegex(outcome["error"], pattern)

    def change(self, kind: str, name: str, change: Callable[[dict[str, Any]], object]) -> None:
        """Changes an object, and the facts with it: as if it had been dumped so."""
        objects = self.dumped
        [one] = [one for one in objects if (one["kind"], one["metadata"]["name"]) == (kind, name)][:1]
        change(one)
        self.lay(objects)

    def without(self, kind: str, name: str) -> None:
        """Leaves an object out, likewise."""
        self.lay(
            [
                one
                for one in self.dumped
                if (one["kind"], one["metadata"]["name"], one["metadata"].get("namespace")) != (kind, name, BACKEND)
            ]
        )

    def lay(self, objects: list[dict[str, Any]]) -> None:
        """Lays other objects with their facts."""
        self.file.write_bytes(gzip.compress(text(objects).encode()))
        self.facts_file.write_text(json.dumps({**self.facts, "objects": counts(objects), "sha256": hashes(objects)}))

    def test_a_good_one_is_proven_without_the_api(self) -> None:
        asked = len(self.api.asked)
        outcome = self.prove()
        del outcome["seconds"]
        # Of each of two pods: an account, a claim, a ConfigMap and three times a Secret; and of one binding its Role.
        self.assertEqual({"result": "done", "objects": 18, "secrets": 3, "needed": 13}, outcome)
        self.assertEqual(asked, len(self.api.asked))

    def test_one_that_is_to_be_looked_at_stays_until_its_pod_is_told_to_end(self) -> None:
        with patch("gx_objects.prove.signal.pause", lambda: os.kill(os.getpid(), signal.SIGTERM)):
            outcome = self.prove("--keep")
        self.assertEqual(("done", 18), (outcome["result"], outcome["objects"]))
        self.assertIn(f"\nready, until this pod is deleted: gzip -dc {self.file}\nended: ", self.output)

    def test_one_that_is_no_good_is_not_kept_to_be_looked_at(self) -> None:
        self.file.write_bytes(b"")
        self.assertEqual("failed", self.prove("--keep")["result"])
        self.assertNotIn("ready", self.output)

    def test_one_that_is_cut_off_wherever(self) -> None:
        content = self.file.read_bytes()
        for length in (0, 1, len(content) // 2, len(content) - 1):
            with self.subTest(length=length):
                self.file.write_bytes(content[:length])
                self.assert_refused(r"objects\.json\.gz: cut off or spoilt")

    def test_one_with_a_byte_that_is_another(self) -> None:
        content = bytearray(self.file.read_bytes())
        content[len(content) // 2] ^= 0xFF
        self.file.write_bytes(content)
        self.assert_refused(r"objects\.json\.gz: cut off or spoilt")

    def test_one_that_is_something_else(self) -> None:
        for content in ("[]", '{"kind": "Secret"}', '{"kind": "List", "items": [7]}', '{"kind": "List"}', "{"):
            with self.subTest(content):
                self.file.write_bytes(gzip.compress(content.encode()))
                self.assert_refused(r"objects\.json\.gz: cut off or spoilt")

    def test_one_that_is_not_there(self) -> None:
        self.file.unlink()
        self.assert_refused(r"objects\.json\.gz: No such file or directory\. The container fetch")

    def test_one_with_the_facts_of_another(self) -> None:
        facts = self.facts
        facts["objects"][BACKEND]["Secret"] = 7
        self.facts_file.write_text(json.dumps(facts))
        self.assert_refused(f"^objects: {BACKEND}: Secret: the facts say 7, the dump has 2")
        facts = {**facts, "objects": counts(self.dumped), "sha256": {**facts["sha256"], "Role": "0" * 64}}
        self.facts_file.write_text(json.dumps(facts))
        self.assert_refused("^sha256: Role: the facts say '0000")
        self.facts_file.write_text(json.dumps({"takenAt": facts["takenAt"]}))
        self.assert_refused("^objects: ")
        self.facts_file.write_text("{}")
        self.assert_refused("^takenAt: missing")

    def test_a_secret_that_was_changed_afterwards(self) -> None:
        objects = self.dumped
        for one in objects:
            if one["kind"] == "Secret" and "data" in one:
                one["data"]["key"] = "eA=="
        self.file.write_bytes(gzip.compress(text(objects).encode()))
        self.assert_refused("^sha256: Secret: the facts say")

    def test_a_secret_that_cannot_be_decoded(self) -> None:
        self.change("Secret", "password", lambda one: one["data"].update(key="not base64!"))
        self.assert_refused(f"^Secret {BACKEND}/password: what it holds can't be read .*data.key")

    def test_an_object_that_is_there_twice(self) -> None:
        self.lay([*self.dumped, self.found("Role", "redis")])
        self.assert_refused(f"^Role {BACKEND}/redis: it is in the dump twice")

    def test_objects_that_cannot_be_applied(self) -> None:
        metadata = {"name": "redis", "namespace": BACKEND}
        spec: dict[str, Any] = {"template": {"spec": {"containers": []}}}
        changes: tuple[tuple[dict[str, Any], str], ...] = (
            ({"metadata": {**metadata, "uid": "7"}}, "uid is the server's"),
            ({"status": {}}, "status is the server's"),
            ({"apiVersion": "apps/v1beta1"}, "apiVersion 'apps/v1beta1' isn't the declared one, 'apps/v1'"),
            ({"metadata": {**metadata, "namespace": "other"}}, "its namespace isn't declared"),
            ({"spec": {}}, "can't be read .*template"),
            ({"spec": spec}, "can't be read .*no containers"),
        )
        good = self.dumped
        for change, pattern in changes:
            with self.subTest(pattern):
                self.lay(good)
                self.change("StatefulSet", "redis", partial(_update, change))
                self.assert_refused(f"^StatefulSet [a-z-]+/redis: .*{pattern}")

    def test_what_its_workloads_need_and_it_lacks(self) -> None:
        good = self.dumped
        for kind, name, pattern in (
            ("Secret", "password", "StatefulSet .*, container redis, KEY: there is no Secret password"),
            ("ConfigMap", "files", "StatefulSet .*, volume files: there is no ConfigMap files"),
            ("ServiceAccount", "redis", "CronJob .*, serviceAccountName: there is no ServiceAccount redis"),
            ("PersistentVolumeClaim", "data", "volume claim: there is no PersistentVolumeClaim data"),
            ("Role", "redis", f"RoleBinding {BACKEND}/redis, roleRef: there is no Role redis"),
        ):
            with self.subTest(kind):
                self.lay(good)
                self.without(kind, name)
                self.assert_refused(pattern)

    def test_too_few(self) -> None:
        self.declare(leastObjects=19)
        self.assert_refused("^leastObjects: the dump has 18 objects, fewer than 19")


if __name__ == "__main__":
    unittest.main()
