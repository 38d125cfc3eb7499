"""The few requests to the Kubernetes API that the dump makes, as the pod's own service account."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

from gx_dumps.first_answer import first_answer
from gx_program.deadline import Deadline
from gx_program.kubernetes import PodAccess
from gx_program.mounted import read_mounted
from gx_program.say import Refusal

from .settings import Kind

REQUEST_SECONDS = 20.0
PART_BYTES = 1 << 18
PAGE_OBJECTS = 100
SERVER_ERROR = 500
TOO_MANY_REQUESTS = 429
GONE = 410
REFUSED = (401, 403)


class NoAnswer(Refusal):
    """There was none, or one that says to come again."""


class Api:
    """Reads objects. All throw NoAnswer, and Refusal at the deadline and for what can't be read."""

    def __init__(self, access: PodAccess, deadline: Deadline) -> None:
        self._base_url = access.url
        self._token_file = access.token_file
        self._deadline = deadline
        # Proxies of the environment are ignored: the API is in the cluster.
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=access.context)
        )

    def namespace(self, name: str) -> dict[str, Any]:
        """A namespace itself."""
        return self._get(f"/api/v1/namespaces/{name}", f"get Namespace {name}")

    def first_namespace(self, name: str) -> dict[str, Any]:
        """The same, asked for again and again at the begin, when the way to the API may not be open yet."""
        return first_answer(lambda: self.namespace(name), NoAnswer, "the API", self._deadline)

    def objects(self, kind: Kind, namespace: str) -> Iterator[dict[str, Any]]:
        """All objects of a kind in a namespace, read page by page of one moment."""
        group = f"apis/{kind.api_version}" if "/" in kind.api_version else f"api/{kind.api_version}"
        path = f"/{group}/namespaces/{namespace}/{kind.resource}"
        words = {"limit": str(PAGE_OBJECTS)}
        while True:
            page = self._get(f"{path}?{urllib.parse.urlencode(words)}", f"list {kind.kind} in {namespace}")
            # Items of a list don't say what they are.
            yield from ({"apiVersion": kind.api_version, "kind": kind.kind, **item} for item in page["items"] or ())
            following = page["metadata"].get("continue")
            if not following:
                return
            words["continue"] = following

    def _get(self, path: str, what: str) -> dict[str, Any]:
        token = read_mounted(self._token_file, "Mount the pod's token there.")
        request = urllib.request.Request(self._base_url + path, headers={"Authorization": f"Bearer {token}"})
        self._deadline.require_left(what)
        try:
            with self._opener.open(request, timeout=min(REQUEST_SECONDS, self._deadline.left())) as response:
                parts: list[bytes] = []
                while part := response.read(PART_BYTES):
                    parts.append(part)
                    self._deadline.require_left(what)
            found: dict[str, Any] = json.loads(b"".join(parts))
            return found
        except urllib.error.HTTPError as error:
            with error:
                raise _refused(error.code, what) from None
        except (OSError, HTTPException, ValueError) as error:
            raise NoAnswer(
                f"{what}: {error or type(error).__name__}. Does the API server run, and does the NetworkPolicy let "
                "this pod reach it?"
            ) from None


def _refused(status: int, what: str) -> Refusal:
    if status in REFUSED:
        return Refusal(
            f"{what}: the API server refuses it with status {status}. Give this pod's service account the Role that "
            "the program declares there."
        )
    if status == GONE:
        return Refusal(f"{what}: it took so long that its begin is forgotten, status {status}. Run it again.")
    if status >= SERVER_ERROR or status == TOO_MANY_REQUESTS:
        return NoAnswer(f"{what}: status {status}. Is the API server well?")
    return Refusal(f"{what}: status {status}. Does this API server have that kind and namespace?")
