"""The programs' parts connected to a fake cluster."""

import contextlib
import io
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from fake_cluster import FakeCluster, Interrupted
from gx_program.kubernetes import PodAccess
from gx_reconcile.cluster import Cluster
from gx_reconcile.kubernetes_api import KubernetesApi
from gx_reconcile.patroni_api import PatroniApi
from gx_reconcile.pods import Pods
from gx_shared.progress import Journal, Waiter


class Connected:
    """The programs' parts, connected to a fake cluster by HTTP. A context manager; `printed` is what a run told."""

    def __init__(self, fake: FakeCluster) -> None:
        self.fake = fake

    def __enter__(self) -> "Connected":
        fake = self.fake

        class Handler(BaseHTTPRequestHandler):
            def handle_one(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                status, found = fake.answer(self.command, self.path, json.loads(self.rfile.read(length) or "null"))
                if status == 599:
                    return  # Nothing is said and the connection ends, as with a member that is down.
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(found).encode())

            def answer(self) -> None:
                with contextlib.suppress(Interrupted):
                    self.handle_one()

            do_GET = do_PUT = do_POST = do_DELETE = answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()
        self.token = NamedTemporaryFile()
        url = f"http://127.0.0.1:{self.server.server_port}"
        self.journal = Journal()
        self.waiter = Waiter(self.fake.declared.timeout_seconds, lambda: fake.seconds, self.sleep)
        api = PatroniApi(lambda name: f"{url}/members/{name}", None)
        access = PodAccess(f"{url}/kubernetes", Path(self.token.name), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        kubernetes = KubernetesApi(access, "backend-mainnet")
        self.cluster = Cluster(fake.declared, api, self.waiter, self.journal)
        self.pods = Pods(fake.declared, kubernetes, self.waiter, self.journal)
        self.output = io.StringIO()
        self.redirect = contextlib.redirect_stdout(self.output)
        self.redirect.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self.redirect.__exit__(*error)
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        self.token.close()

    def sleep(self, seconds: float) -> None:
        if len(self.fake.actions) == self.fake.interrupt_after:
            raise Interrupted
        self.fake.pass_time(seconds)

    @property
    def printed(self) -> str:
        return self.output.getvalue()
