"""The way to the Kubernetes API."""

import unittest
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import paths  # noqa: F401
from gx_program.kubernetes import pod_access
from gx_program.say import Refusal


class PodAccessTest(unittest.TestCase):
    def setUp(self) -> None:
        self.account = Path(self.enterContext(TemporaryDirectory()))
        self.environment = {"KUBERNETES_SERVICE_HOST": "::1"}
        self.enterContext(mock.patch.dict("os.environ", self.environment, clear=True))

    def test_outside_of_a_pod(self) -> None:
        with (
            mock.patch.dict("os.environ", clear=True),
            self.assertRaisesRegex(Refusal, "^KUBERNETES_SERVICE_HOST: missing"),
        ):
            pod_access(self.account)

    def test_without_a_token(self) -> None:
        with self.assertRaisesRegex(Refusal, r"/token: missing\. Run this in a pod with automountServiceAccountToken"):
            pod_access(self.account)

    def test_without_the_authority(self) -> None:
        (self.account / "token").write_text("token")
        with self.assertRaisesRegex(
            Refusal, r"/ca\.crt: No such file or directory\. Mount the authority's certificate there"
        ):
            pod_access(self.account)

    def test_in_a_pod(self) -> None:
        (self.account / "token").write_text("token")
        with mock.patch("ssl.create_default_context") as made:
            access = pod_access(self.account)
        made.assert_called_once_with(cafile=self.account / "ca.crt")
        self.assertEqual(("https://[::1]:443", self.account / "token"), access[:2])


if __name__ == "__main__":
    unittest.main()
