"""The few requests to the Kubernetes API that the keeper makes, with the pod's own service account."""

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

from gx_program.kubernetes import PodAccess

TIMEOUT_SECONDS = 2


class ApiError(Exception):
    """The API gave no answer, or none that helps. `status` is 0 without an answer."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


class EndpointsApi:
    """The Endpoints objects of one namespace."""

    def __init__(self, access: PodAccess, namespace: str) -> None:
        self._url = f"{access.url}/api/v1/namespaces/{namespace}/endpoints"
        self._token_file = access.token_file
        self._context = access.context

    def get(self, name: str) -> dict[str, Any] | None:
        """The object, None where there is none. Throws ApiError."""
        try:
            return self._send("GET", f"{self._url}/{name}")
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def create(self, endpoints: dict[str, Any]) -> None:
        """Creates the object. Throws ApiError; status 409 where somebody was faster."""
        self._send("POST", self._url, endpoints)

    def replace(self, endpoints: dict[str, Any]) -> None:
        """Replaces the object if it still is of the resourceVersion given in it. Throws ApiError; status 409 where not."""
        self._send("PUT", f"{self._url}/{endpoints['metadata']['name']}", endpoints)

    def _send(self, method: str, url: str, body: object = None) -> dict[str, Any]:
        what = f"{method} {url.partition('/api/v1/')[2]}"
        try:
            # Read anew each time: the token is replaced while the keeper runs.
            headers = {
                "Authorization": f"Bearer {self._token_file.read_text().strip()}",
                "Content-Type": "application/json",
            }
            data = None if body is None else json.dumps(body).encode()
            request = urllib.request.Request(url, data, headers, method=method)
            # Proxies of the environment are ignored: the API is in the cluster.
            handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self._context))
            with urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT_SECONDS) as response:
                found: dict[str, Any] = json.load(response)
                return found
        except urllib.error.HTTPError as error:
            with error:
                remedy = ": give the pod's service account a Role for it" if error.code in (401, 403) else ""
                raise ApiError(f"{what}: status {error.code}{remedy}", error.code) from None
        except (OSError, HTTPException, ValueError) as error:
            raise ApiError(f"{what}: {error or type(error).__name__}") from None
