"""A pod of the jobs that dump objects, with a fake API and a few objects of each sort."""

import base64
import contextlib
import copy
import gzip
import io
import json
import signal
import ssl
import sys
import unittest
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

sys.path[:0] = [
    str(Path(__file__).resolve().parents[3] / folder / "files/opt/gx") for folder in ("backup-tools", "shared")
]

from fake_api import FakeApi  # noqa: E402
from gx_objects import dump, prove  # noqa: E402
from gx_objects.settings import Places  # noqa: E402
from gx_program.kubernetes import PodAccess  # noqa: E402

TOKEN = "a token of a test"
BACKEND, FABRIC = "backend-test", "fabric-test"
KINDS = (
    ("v1", "ServiceAccount", "serviceaccounts"),
    ("rbac.authorization.k8s.io/v1", "Role", "roles"),
    ("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings"),
    ("v1", "Secret", "secrets"),
    ("v1", "ConfigMap", "configmaps"),
    ("v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
    ("v1", "Service", "services"),
    ("apps/v1", "StatefulSet", "statefulsets"),
    ("batch/v1", "CronJob", "cronjobs"),
)


def document(**changes: Any) -> dict[str, Any]:
    """A valid dump.json, with some of its fields replaced."""
    kinds = [{"apiVersion": version, "kind": kind, "resource": resource} for version, kind, resource in KINDS]
    return {"namespaces": [BACKEND, FABRIC], "kinds": kinds, "leastObjects": 5, "timeoutSeconds": 60, **changes}


def path_of(resource: str, namespace: str = BACKEND) -> str:
    """Where objects are listed."""
    [version] = [version for version, _, name in KINDS if name == resource]
    return f"/{'apis' if '/' in version else 'api'}/{version}/namespaces/{namespace}/{resource}"


def live(name: str, namespace: str = BACKEND, **parts: Any) -> dict[str, Any]:
    """An object as a list has it, with what the server adds."""
    metadata = {
        **({"namespace": namespace} if namespace else {}),
        **{"name": name, "uid": "a-uid", "resourceVersion": "42", "creationTimestamp": "2026-11-30T12:00:00Z"},
        **{"managedFields": [{"manager": "pulumi"}], "labels": {"of": "a test"}},
    }
    return {"metadata": metadata, **parts}


def encoded(text: str) -> str:
    """As data of a Secret."""
    return base64.b64encode(text.encode()).decode()


FOREIGN = {"kind": "ClusterRole", "name": "view"}
POD: dict[str, Any] = {
    "serviceAccountName": "redis",
    "initContainers": [{"name": "first", "envFrom": [{"secretRef": {"name": "password"}}]}],
    "containers": [
        {
            "name": "redis",
            "env": [
                {"name": "PLAIN", "value": "x"},
                {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "password", "key": "key"}}},
                {"name": "MAY", "valueFrom": {"configMapKeyRef": {"name": "nowhere", "key": "x", "optional": True}}},
            ],
        }
    ],
    "volumes": [
        {"name": "files", "configMap": {"name": "files"}},
        {"name": "secret", "secret": {"secretName": "password"}},
        {"name": "own", "emptyDir": {}},
        {"name": "token", "projected": {"sources": [{"configMap": {"name": "kube-root-ca.crt"}}]}},
        {"name": "claim", "persistentVolumeClaim": {"claimName": "data"}},
    ],
}


def objects() -> dict[str, list[dict[str, Any]]]:
    """By path: what a namespace may have. The other one has a Secret of the same name."""
    template = {"spec": {"template": {"spec": POD}}, "status": {"replicas": 3}}
    claim_annotations = {"pv.kubernetes.io/bind-completed": "yes", "of.a/test": "stays"}
    claim = live("data", spec={"volumeName": "pvc-7", "storageClassName": "fast"}, status={"phase": "Bound"})
    claim["metadata"] |= {"annotations": claim_annotations, "finalizers": ["kubernetes.io/pvc-protection"]}
    binding = {"roleRef": {"kind": "Role", "name": "redis"}, "subjects": []}
    return {
        path_of("serviceaccounts"): [live("default", secrets=[{"name": "old"}]), live("redis")],
        path_of("roles"): [live("redis", rules=[])],
        path_of("rolebindings"): [live("redis", **binding), live("other", roleRef=FOREIGN)],
        path_of("secrets"): [
            live("password", type="Opaque", data={"key": encoded("hunted")}),
            live("token", type="kubernetes.io/service-account-token", data={"token": encoded("this cluster's")}),
        ],
        path_of("configmaps"): [live(name, data={"a": name}) for name in ("files", "kube-root-ca.crt", "one", "two")],
        path_of("persistentvolumeclaims"): [claim],
        path_of("services"): [
            live("redis", spec={"clusterIP": "10.43.0.7", "clusterIPs": ["10.43.0.7"], "ports": [{"port": 1}]}),
            live("headless", spec={"clusterIP": "None", "clusterIPs": ["None"]}),
        ],
        path_of("statefulsets"): [live("redis", **template)],
        path_of("cronjobs"): [live("dump", spec={"jobTemplate": template})],
        path_of("secrets", FABRIC): [live("password", FABRIC, data={"key": encoded("another")})],
    }


class ObjectsPodCase(unittest.TestCase):
    """Each test has a pod and an API of its own."""

    def setUp(self) -> None:
        folder = Path(self.enterContext(TemporaryDirectory()))
        for name in ("backup", "account", "dump"):
            (folder / name).mkdir()
        self.places = Places(folder / "backup/dump.json", folder / "account", folder / "dump")
        self.file, self.facts_file = folder / "dump/objects.json.gz", folder / "dump/facts.json"
        (folder / "account/token").write_text(f"{TOKEN}\n")
        self.api = FakeApi(TOKEN)
        self.addCleanup(self.api.close)
        self.api.namespaces = {
            name: {"apiVersion": "v1", "kind": "Namespace", **live(name, "", spec={"finalizers": ["kubernetes"]})}
            for name in (BACKEND, FABRIC)
        }
        self.api.objects = objects()
        self.enterContext(patch("gx_objects.dump.pod_access", self._pod_access))
        self.enterContext(patch("gx_dumps.first_answer.PAUSE_SECONDS", 0.0))
        self.addCleanup(signal.signal, signal.SIGTERM, signal.getsignal(signal.SIGTERM))
        self.declare()

    def declare(self, **changes: Any) -> None:
        """Changes dump.json."""
        self.places.settings.write_text(json.dumps(document(**changes)))

    def dump(self) -> dict[str, Any]:
        """Runs it and returns its outcome; what it printed is in `output`."""
        return self._ran(dump.main)

    def prove(self, *words: str) -> dict[str, Any]:
        """Runs it and returns its outcome; what it printed is in `output`."""
        return self._ran(prove.main, *words)

    @property
    def dumped(self) -> list[dict[str, Any]]:
        """The objects in the file."""
        items: list[dict[str, Any]] = json.loads(gzip.decompress(self.file.read_bytes()))["items"]
        return items

    @property
    def facts(self) -> dict[str, Any]:
        """What is told of them."""
        facts: dict[str, Any] = json.loads(self.facts_file.read_text())
        return facts

    def found(self, kind: str, name: str, namespace: str = BACKEND) -> dict[str, Any]:
        """One of the dumped objects."""
        [one] = [
            one
            for one in self.dumped
            if (one["kind"], one["metadata"].get("namespace"), one["metadata"]["name"]) == (kind, namespace, name)
        ]
        return copy.deepcopy(one)

    def _pod_access(self, account: Path) -> PodAccess:
        return PodAccess(self.api.url, account / "token", ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    def _ran(self, main: Callable[[list[str], Places], int], *words: str) -> dict[str, Any]:
        with contextlib.redirect_stdout(io.StringIO()) as output:
            code = main([*words], self.places)
        self.output = output.getvalue()
        outcome: dict[str, Any] = json.loads(self.output.splitlines()[-1])
        self.assertEqual(code, 0 if outcome["result"] == "done" else 1)
        return outcome
