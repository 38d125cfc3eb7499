"""One HTTP request with JSON both ways. Proxies of the environment are ignored: all that is asked is in the cluster."""

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """An HTTP answer of any status."""

    status: int
    text: str

    def json(self) -> Any:
        """The body as JSON. Throws Unreachable for a body that is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            raise Unreachable(f"an answer with status {self.status} that is not JSON") from None


class Unreachable(Exception):
    """No usable answer came: nobody listens, the name doesn't resolve, TLS failed, or it took too long."""


def send(
    method: str,
    url: str,
    context: ssl.SSLContext | None,
    body: object = None,
    headers: Mapping[str, str] | None = None,
    timeout_seconds: float = 5,
) -> Answer:
    """Sends one request and returns the answer, whatever its status. Throws Unreachable."""
    request = urllib.request.Request(
        url,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **(headers or {})},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(request, timeout=timeout_seconds) as response:
            return Answer(response.status, response.read().decode(errors="replace"))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read().decode(errors="replace"))
    except urllib.error.URLError as error:
        raise Unreachable(str(error.reason)) from None
    except (OSError, HTTPException) as error:
        raise Unreachable(str(error) or type(error).__name__) from None
