"""Dumping objects: what is asked for, what is left out, and that nothing is left behind whatever fails."""

import unittest
from unittest import mock

from objects_pod import BACKEND, FABRIC, KINDS, ObjectsPodCase, encoded, live, path_of
from gx_program.deadline import Deadline

OBJECTS = 18


class ObjectsDumpTest(ObjectsPodCase):
    def test_all_pages_of_all_kinds_and_namespaces_are_in_it(self) -> None:
        outcome = self.dump()
        self.assertEqual(("done", OBJECTS), (outcome["result"], outcome["objects"]))
        counts = {"CronJob": 1, "ConfigMap": 3, "Namespace": 1, "PersistentVolumeClaim": 1, "Role": 1, "RoleBinding": 2}
        counts |= {"Secret": 2, "Service": 2, "ServiceAccount": 2, "StatefulSet": 1}
        self.assertEqual({BACKEND: counts, FABRIC: {"Namespace": 1, "Secret": 1}}, self.facts["objects"])
        self.assertEqual({"Namespace", *(kind for _, kind, _ in KINDS)}, set(self.facts["sha256"]))
        self.assertRegex(self.facts["takenAt"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

    def test_each_comes_after_what_it_refers_to_and_was_read_before_it(self) -> None:
        self.dump()
        order = list(dict.fromkeys(one["kind"] for one in self.dumped))
        self.assertEqual(["Namespace", *(kind for _, kind, _ in KINDS)], order)
        read = [path for path in self.api.asked if path.startswith(path_of("secrets").rpartition("/")[0])]
        self.assertLess(read.index(path_of("secrets")), read.index(path_of("serviceaccounts")))
        self.assertLess(self.api.asked.index(path_of("statefulsets")), self.api.asked.index(path_of("secrets")))

    def test_what_the_server_sets_is_left_out(self) -> None:
        self.dump()
        for one in self.dumped:
            fields = {*one["metadata"]} - {"namespace", "name", "labels", "annotations"}
            self.assertEqual((set(), False), (fields, "status" in one))
        self.assertNotIn("spec", self.dumped[0])
        self.assertNotIn("secrets", self.found("ServiceAccount", "default"))
        claim = self.found("PersistentVolumeClaim", "data")
        self.assertEqual({"storageClassName": "fast"}, claim["spec"])
        self.assertEqual({"of.a/test": "stays"}, claim["metadata"]["annotations"])
        self.assertEqual({"ports": [{"port": 1}]}, self.found("Service", "redis")["spec"])
        self.assertEqual("None", self.found("Service", "headless")["spec"]["clusterIP"])

    def test_what_a_cluster_puts_in_by_itself_is_left_to_the_next(self) -> None:
        self.dump()
        self.assertEqual([], [one for one in self.dumped if one["metadata"]["name"] == "kube-root-ca.crt"])
        self.assertNotIn("data", self.found("Secret", "token"))
        self.assertEqual({"key": encoded("hunted")}, self.found("Secret", "password")["data"])

    def test_an_older_copy_that_kubectl_left_is_none_of_it(self) -> None:
        secret = live("by-hand", data={"key": encoded("new")})
        secret["metadata"]["annotations"] = {"kubectl.kubernetes.io/last-applied-configuration": encoded("old")}
        self.api.objects[path_of("secrets")].append(secret)
        self.dump()
        self.assertNotIn("annotations", self.found("Secret", "by-hand")["metadata"])

    def test_the_same_objects_are_the_same_bytes(self) -> None:
        self.dump()
        before = self.file.read_bytes(), self.facts["sha256"]
        self.api.objects[path_of("secrets")].reverse()
        self.dump()
        self.assertEqual(before, (self.file.read_bytes(), self.facts["sha256"]))
        self.api.objects[path_of("secrets")][-1]["data"] = {"key": encoded("changed")}
        self.dump()
        differing = [kind for kind, found in self.facts["sha256"].items() if found != before[1][kind]]
        self.assertEqual(["Secret"], differing)


class ObjectsDumpFaultTest(ObjectsPodCase):
    """After each, neither a dump nor facts are there, though those of an earlier try were."""

    def assert_failed(self, pattern: str) -> None:
        self.file.write_bytes(b"of another try")
        self.facts_file.write_text("{}")
        outcome = self.dump()
        self.assertEqual("failed", outcome["result"])
        self.assertRegex(outcome["error"], pattern)
        self.assertEqual([], list(self.places.dump.iterdir()))

    def test_without_rights(self) -> None:
        self.api.fault = lambda path: 403 if path == path_of("secrets", FABRIC) else None
        self.assert_failed(f"^list Secret in {FABRIC}: .* status 403. Give this pod's service account the Role")

    def test_with_a_token_that_nobody_knows(self) -> None:
        (self.places.account / "token").write_text("another")
        self.assert_failed(f"^get Namespace {BACKEND}: .* status 401")

    def test_without_a_token(self) -> None:
        (self.places.account / "token").unlink()
        self.assert_failed("token: No such file or directory. Mount the pod's token")

    def test_of_a_namespace_that_is_not_there(self) -> None:
        del self.api.namespaces[FABRIC]
        self.assert_failed(f"^get Namespace {FABRIC}: status 404")

    def test_when_the_begin_of_a_list_is_forgotten(self) -> None:
        asked = self.api.asked
        path = path_of("configmaps")
        self.api.fault = lambda found: 410 if found == path and asked.count(path) > 1 else None
        self.assert_failed(f"^list ConfigMap in {BACKEND}: it took so long")

    def test_with_too_few_objects(self) -> None:
        self.declare(leastObjects=19)
        self.assert_failed(r"^leastObjects: 18 objects were found, fewer than 19\. .*backend-test, fabric-test")

    def test_without_an_answer_at_first(self) -> None:
        self.api.fault = lambda _path: 503 if len(self.api.asked) < 3 else None
        self.assertEqual("done", self.dump()["result"])
        self.assertEqual(2, self.output.count("the API doesn't answer yet: get Namespace"))

    def test_without_an_answer(self) -> None:
        self.enterContext(mock.patch("gx_dumps.first_answer.FIRST_ANSWER_SECONDS", 0.0))
        self.api.close()
        self.assert_failed("Connection refused.* Does the API server run, and does the NetworkPolicy")

    def test_when_the_server_goes_in_the_midst(self) -> None:
        self.api.fault = lambda path: 500 if path == path_of("roles") else None
        self.assert_failed(f"^list Role in {BACKEND}: status 500")

    def test_at_its_deadline(self) -> None:
        spent = [0.0]
        self.enterContext(
            mock.patch("gx_objects.dump.Deadline", lambda seconds: Deadline(seconds, clock=lambda: spent[0]))
        )

        def passes(_path: str) -> int:
            spent[0] = 61.0
            return 503

        self.api.fault = passes
        self.assert_failed("^timeoutSeconds: 60 s passed before the end of this: an answer of the API")

    def test_without_settings(self) -> None:
        self.places.settings.unlink()
        outcome = self.dump()
        self.assertRegex(outcome["error"], r"dump\.json: No such file or directory\. Mount the ConfigMap")

    def test_with_settings_that_are_not_valid(self) -> None:
        kind = {"apiVersion": "v1", "kind": "Secret", "resource": "secrets"}
        for field, value, pattern in (
            ("namespaces", [], r"^namespaces: \[\] is not valid"),
            ("namespaces", ["../x"], r"^namespaces\[0\]: '../x' is not valid"),
            ("kinds", [{**kind, "apiVersion": "latest"}], r"^kinds\[0\]\.apiVersion: 'latest' is not valid"),
            ("kinds", [{**kind, "resource": "a/b"}], r"^kinds\[0\]\.resource: 'a/b' is not valid"),
            ("leastObjects", 0, "^leastObjects: 0 is not valid"),
            ("other", 1, "^other: not known"),
        ):
            with self.subTest(field, value=value):
                self.declare(**{field: value})
                self.assertRegex(self.dump()["error"], pattern)


if __name__ == "__main__":
    unittest.main()
