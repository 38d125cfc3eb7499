"""A pod of the jobs as far as the programs see it, with fake programs of etcd and a server's files."""

import contextlib
import hashlib
import io
import json
import signal
import sys
import unittest
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

sys.path[:0] = [
    str(Path(__file__).resolve().parents[3] / folder / "files/opt/gx") for folder in ("etcd-tools", "shared")
]

import fake_ciphers  # noqa: E402
from fake_tools import FakeTools, snapshot  # noqa: E402
from gx_etcd import dump, prove  # noqa: E402
from gx_etcd.settings import Places  # noqa: E402

NOW = datetime.now(UTC).replace(microsecond=0)
IDENTITY = "0a1b2c3d-1111-4222-8333-444455556666"
PASSWORD = b"a token: of a test"
TOKEN = b"K10abc::server:" + PASSWORD + b"\n"
# Where K3s has what it keeps of itself, and what that is in the clear.
BOOTSTRAP = f"/bootstrap/{hashlib.sha256(PASSWORD).hexdigest()[:12]}"
FILES = b'{"ServerCA": {"Content": "what nobody is shown"}}'
KEY, OTHER_KEY = b"k" * 32, b"o" * 32
CLUSTER = "/registry/namespaces/kube-system"
SECRET, OTHER_SECRET = "/registry/secrets/backend-test/password", "/registry/secrets/kube-system/other"
CLEAR = b"k8s\0\n\x0c\n\x02v1\x12\x06Secret what nobody is shown"
REVISION = 4711
# How many objects of the API server there are.
OBJECTS = 254


def ago(**words: float) -> datetime:
    """A moment before now."""
    return NOW - timedelta(**words)


def name_of(moment: datetime, head: str = "etcd-snapshot-server-1") -> str:
    """As K3s calls a snapshot of that moment."""
    return f"{head}-{moment.timestamp():.0f}"


def document(**changes: Any) -> dict[str, Any]:
    """A valid dump.json, with some of its fields replaced."""
    counts = {"mostSnapshotAgeMinutes": 780, "leastKeys": 4, "timeoutSeconds": 60}
    return {"clusterIdentity": IDENTITY, **counts, **changes}


def configuration(*providers: dict[str, Any], resources: tuple[str, ...] = ("secrets",)) -> dict[str, Any]:
    """An EncryptionConfiguration; of aescbc with one key where no provider is given."""
    rule = {"resources": [*resources], "providers": [*(providers or (provider("aescbc"), {"identity": {}}))]}
    return {"apiVersion": "apiserver.config.k8s.io/v1", "kind": "EncryptionConfiguration", "resources": [rule]}


def provider(kind: str, name: str = "key1", secret: bytes = KEY) -> dict[str, Any]:
    """One with one key."""
    return {kind: {"keys": [{"name": name, "secret": fake_ciphers.encoded(secret)}]}}


def objects() -> dict[str, bytes]:
    """What the API server, and K3s, may have in etcd."""
    found = {f"/registry/configmaps/default/{number:04}": b"k8s\0a ConfigMap" for number in range(250)}
    found |= {
        CLUSTER: b"k8s\0kube-system\x12$" + IDENTITY.encode() + b"...",
        SECRET: fake_ciphers.cbc_value(KEY, CLEAR),
        OTHER_SECRET: fake_ciphers.cbc_value(KEY, b'{"kind": "Secret"}'),
        "/registry/services/specs/default/kubernetes": b"k8s\0a Service",
        BOOTSTRAP: fake_ciphers.bootstrap_value(PASSWORD, FILES),
    }
    return found


class PodCase(unittest.TestCase):
    """Each test has a pod of its own, on a server with one good snapshot."""

    def setUp(self) -> None:
        folder = Path(self.enterContext(TemporaryDirectory()))
        self.k3s, self.dump_folder = folder / "k3s", folder / "dump"
        for one in (self.k3s / "snapshots", self.dump_folder, folder / "backup"):
            one.mkdir(parents=True)
        self.places = Places(
            settings=folder / "backup/dump.json",
            snapshots=self.k3s / "snapshots",
            token=self.k3s / "token",
            encryption=self.k3s / "encryption-config.yaml",
            dump=self.dump_folder,
        )
        self.tools = FakeTools()
        for module in ("etcdutl", "etcdctl"):
            self.enterContext(patch(f"gx_etcd.{module}.run_command", self.tools.run))
        self.enterContext(patch("gx_etcd.scratch_etcd.start_command", self.tools.start))
        self.enterContext(patch("gx_etcd.scratch_etcd.LOG", folder / "etcd.log"))
        self.enterContext(patch("gx_etcd.scratch_etcd.PAUSE_SECONDS", 0.0))
        self.enterContext(patch("gx_etcd.encryption.load_yaml", json.loads))
        for cipher in ("decryption.decrypt_cbc", "decryption.decrypt_gcm", "bootstrap.decrypt_gcm"):
            self.enterContext(patch(f"gx_etcd.{cipher}", getattr(fake_ciphers, cipher.split(".")[1])))
        self.addCleanup(signal.signal, signal.SIGTERM, signal.getsignal(signal.SIGTERM))
        self.name = name_of(ago(minutes=5))
        self.declare()
        self.lay()
        self.places.token.write_bytes(TOKEN)
        self.configure(configuration())

    def declare(self, **changes: Any) -> None:
        """Changes dump.json."""
        self.places.settings.write_text(json.dumps(document(**changes)))

    def configure(self, found: object) -> None:
        """Changes the servers' encryption configuration."""
        self.places.encryption.write_text(json.dumps(found))

    def lay(self, name: str = "", entries: dict[str, bytes] | None = None, revision: int = REVISION) -> Path:
        """Lays a snapshot on the server, over the one of that name."""
        file = self.places.snapshots / (name or self.name)
        file.write_bytes(snapshot(objects() if entries is None else entries, revision))
        return file

    def dump(self) -> dict[str, Any]:
        """Runs it and returns its outcome; what it printed is in `output`."""
        return self._ran(dump.main)

    def prove(self, *words: str) -> dict[str, Any]:
        """Runs it and returns its outcome; what it printed is in `output`."""
        return self._ran(prove.main, *words)

    @property
    def archive(self) -> Path:
        """The dump."""
        return self.dump_folder / "etcd.tar"

    @property
    def facts(self) -> dict[str, Any]:
        """What is told of it."""
        facts: dict[str, Any] = json.loads((self.dump_folder / "facts.json").read_text())
        return facts

    def tell(self, **changes: Any) -> None:
        """Changes what is told of it."""
        (self.dump_folder / "facts.json").write_text(json.dumps({**self.facts, **changes}))

    @property
    def left(self) -> list[str]:
        """What lies in /dump."""
        return sorted(one.name for one in self.dump_folder.iterdir())

    def _ran(self, main: Callable[[list[str], Places], int], *words: str) -> dict[str, Any]:
        with contextlib.redirect_stdout(io.StringIO()) as output:
            code = main([*words], self.places)
        self.output = output.getvalue()
        outcome: dict[str, Any] = json.loads(self.output.splitlines()[-1])
        self.assertEqual(code, 0 if outcome["result"] == "done" else 1)
        for secret in (PASSWORD.decode(), BOOTSTRAP, fake_ciphers.encoded(KEY), "what nobody is shown"):
            self.assertNotIn(secret, self.output)
        return outcome


class RefusalCase(PodCase):
    """Each test has a dump that is to be proven, and spoils it."""

    def setUp(self) -> None:
        super().setUp()
        self.dump()

    def assert_refused(self, *patterns: str) -> None:
        """Whatever is wrong, etcd is ended, and what was unpacked and restored is removed."""
        outcome = self.prove()
        self.assertEqual("failed", outcome["result"])
        for pattern in patterns:
            self.assertRegex(outcome["error"], pattern)
        self.assertEqual([], [name for name in self.left if name not in ("etcd.tar", "facts.json")])
        if self.tools.process:
            self.assertIsNotNone(self.tools.process.poll())

    def lay_dump(self, change: Callable[[dict[str, bytes]], object]) -> None:
        """Dumps what etcd would have after a change."""
        entries = objects()
        change(entries)
        self.lay(entries=entries)
        self.assertEqual("done", self.dump()["result"])


def sha256(content: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(content).hexdigest()
