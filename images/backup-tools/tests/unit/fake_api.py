"""Stands in for the Kubernetes API: pages of lists on a port of this machine, and what goes wrong with them."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 2


class FakeApi:
    """Serves `objects`, by path, to whoever has the token. A path without any is an empty list."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.namespaces: dict[str, dict[str, Any]] = {}
        self.objects: dict[str, list[dict[str, Any]]] = {}
        # Paths as they are asked for, without what follows the question mark.
        self.asked: list[str] = []
        # Says what status a request has instead of an answer, and does what it likes meanwhile.
        self.fault: Callable[[str], int | None] = lambda _path: None
        api = self

        class Handler(BaseHTTPRequestHandler):
            """One request."""

            def do_GET(self) -> None:
                """Answers it."""
                parts = urlsplit(self.path)
                words = {key: values[0] for key, values in parse_qs(parts.query).items()}
                api.asked.append(parts.path)
                authorized = self.headers["Authorization"] == f"Bearer {api.token}"
                status = api.fault(parts.path) if authorized else 401
                content = api.answer(parts.path, words)
                if status is None:
                    status = 200 if content is not None else 404
                body = json.dumps(content if status == 200 else {"kind": "Status", "code": status}).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        """Ends it."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, path: str, words: dict[str, str]) -> dict[str, Any] | None:
        """A namespace, or a page of a list: two objects, whatever limit is asked for. None of what isn't there."""
        words_of_path = path.split("/")
        if len(words_of_path) == 5 and words_of_path[-1] in self.namespaces:
            return self.namespaces[words_of_path[-1]]
        if "limit" not in words:
            return None
        start = int(words.get("continue", "0"))
        found = self.objects.get(path, [])
        rest = {"continue": str(start + PAGE)} if start + PAGE < len(found) else {}
        items = found[start : start + PAGE] or None
        return {"kind": "List", "metadata": {"resourceVersion": "7", **rest}, "items": items}
