import contextlib
import copy
import io
import json
import ssl
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from examples import member
from gx_program.kubernetes import PodAccess
from gx_program.say import Teller
from gx_redis.endpoints import EPOCH_ANNOTATION, PrimaryEndpoints
from gx_redis.kubernetes_api import EndpointsApi

PATH = "/api/v1/namespaces/backend-mainnet/endpoints"


class FakeApi:
    """An API server with one Endpoints object. A context manager."""

    def __init__(self, found: dict[str, Any] | None) -> None:
        self.found = found
        self.requests: list[str] = []
        self.failing_status: int | None = None

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        self.requests.append(method)
        if self.failing_status:
            return self.failing_status, {}
        if method == "POST" and path == PATH:
            self.found = {**body, "metadata": {**body["metadata"], "resourceVersion": "1"}}
        elif path != f"{PATH}/redis-primary" or self.found is None:
            return 404, {}
        elif method == "PUT":
            if body["metadata"]["resourceVersion"] != self.found["metadata"]["resourceVersion"]:
                return 409, {}
            version = str(int(self.found["metadata"]["resourceVersion"]) + 1)
            self.found = {**body, "metadata": {**body["metadata"], "resourceVersion": version}}
        return 200, self.found

    def __enter__(self) -> "FakeApi":
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def handle_one(self) -> None:
                assert self.headers["Authorization"] == "Bearer token"
                length = int(self.headers.get("Content-Length") or 0)
                status, found = fake.answer(self.command, self.path, json.loads(self.rfile.read(length) or "null"))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(found).encode())

            do_GET = do_PUT = do_POST = handle_one  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()
        self.folder = tempfile.TemporaryDirectory()
        token = Path(self.folder.name) / "token"
        token.write_text("token\n")
        access = PodAccess(f"http://127.0.0.1:{self.server.server_port}", token, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        self.api = EndpointsApi(access, "backend-mainnet")
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        self.folder.cleanup()


def existing(epoch: str | None, ip: str = "10.42.0.9") -> dict[str, Any]:
    annotations = {"kept": "yes", **({} if epoch is None else {EPOCH_ANNOTATION: epoch})}
    metadata = {"name": "redis-primary", "labels": {"app": "redis"}, "annotations": annotations, "resourceVersion": "7"}
    return {"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata, "subsets": [{"addresses": [{"ip": ip}]}]}


class PrimaryEndpointsTest(unittest.TestCase):
    def start(self, found: dict[str, Any] | None) -> tuple[FakeApi, PrimaryEndpoints]:
        fake = self.enterContext(FakeApi(found))
        self.seconds = 0.0
        self.output = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        return fake, PrimaryEndpoints(member(), fake.api, Teller(), lambda: self.seconds)

    def leads_to(self, fake: FakeApi) -> str:
        return str((fake.found or {})["subsets"][0]["addresses"][0]["ip"])

    def test_creates_what_isnt_there(self) -> None:
        fake, endpoints = self.start(None)
        endpoints.lead_here(0)
        self.assertEqual(self.leads_to(fake), "10.42.0.5")
        self.assertEqual((fake.found or {})["subsets"][0]["ports"], [{"name": "redis", "port": 6379, "protocol": "TCP"}])
        self.assertEqual((fake.found or {})["metadata"]["annotations"], {EPOCH_ANNOTATION: "0"})

    def test_replaces_an_older_primary_and_keeps_what_else_is_there(self) -> None:
        fake, endpoints = self.start(existing("3"))
        endpoints.lead_here(4)
        self.assertEqual(self.leads_to(fake), "10.42.0.5")
        metadata = (fake.found or {})["metadata"]
        self.assertEqual(metadata["labels"], {"app": "redis"})
        self.assertEqual(metadata["annotations"], {"kept": "yes", EPOCH_ANNOTATION: "4"})

    def test_replaces_its_own_former_address_in_the_same_epoch(self) -> None:
        fake, endpoints = self.start(existing("4"))
        endpoints.lead_here(4)
        self.assertEqual(self.leads_to(fake), "10.42.0.5")

    def test_leaves_a_newer_primary_alone(self) -> None:
        found = existing("5")
        fake, endpoints = self.start(copy.deepcopy(found))
        endpoints.lead_here(4)
        self.assertEqual((fake.found, fake.requests), (found, ["GET"]))

    def test_looks_again_only_after_a_while_and_mends_what_somebody_changed(self) -> None:
        fake, endpoints = self.start(existing(None))
        endpoints.lead_here(4)
        fake.found = existing("4")
        self.seconds = 4.9
        endpoints.lead_here(4)
        self.assertEqual(self.leads_to(fake), "10.42.0.9")
        self.seconds = 5.1
        endpoints.lead_here(4)
        self.assertEqual(self.leads_to(fake), "10.42.0.5")

    def test_writes_a_new_epoch_at_once(self) -> None:
        fake, endpoints = self.start(existing("1"))
        endpoints.lead_here(4)
        endpoints.lead_elsewhere()
        fake.found = existing("5")
        endpoints.lead_here(6)
        self.assertEqual(self.leads_to(fake), "10.42.0.5")

    def test_tries_again_after_a_pause_and_tells_each_reason_once(self) -> None:
        fake, endpoints = self.start(existing("1"))
        fake.failing_status = 403
        for self.seconds in (0, 0.5, 1.1, 2.2):
            endpoints.lead_here(4)
        self.assertEqual(len(fake.requests), 3)
        self.assertEqual(self.output.getvalue().count("status 403: give the pod's service account a Role for it"), 1)
        fake.failing_status = None
        self.seconds = 3.3
        endpoints.lead_here(4)
        self.assertEqual(self.leads_to(fake), "10.42.0.5")
