"""The few requests to the Kubernetes API that replacing pods takes, with the pod's own service account."""

from typing import Any

from gx_program.kubernetes import PodAccess
from gx_program.say import Refusal
from gx_shared.progress import NotYet

from .http_json import Answer, Unreachable, send


class KubernetesApi:
    """Pods and one StatefulSet of one namespace. Throws NotYet where asking again may help, Refusal where not."""

    def __init__(self, access: PodAccess, namespace: str) -> None:
        self._base_url = access.url
        self._namespace = namespace
        self._token_file = access.token_file
        self._context = access.context

    def pod(self, name: str) -> dict[str, Any] | None:
        """The pod, or None while there is none of that name."""
        answer = self._send("GET", f"api/v1/namespaces/{self._namespace}/pods/{name}")
        return None if answer.status == 404 else self._object(answer, f"get pods/{name}")

    def delete_pod(self, name: str, uid: str) -> None:
        """Deletes the pod if it still is the one with this uid; its successor of the same name is left alone."""
        body = {"apiVersion": "v1", "kind": "DeleteOptions", "preconditions": {"uid": uid}}
        answer = self._send("DELETE", f"api/v1/namespaces/{self._namespace}/pods/{name}", body)
        if answer.status not in (404, 409):
            self._object(answer, f"delete pods/{name}")

    def stateful_set(self, name: str) -> dict[str, Any]:
        """The StatefulSet."""
        path = f"apis/apps/v1/namespaces/{self._namespace}/statefulsets/{name}"
        return self._object(self._send("GET", path), f"get statefulsets/{name}")

    def _send(self, method: str, path: str, body: object = None) -> Answer:
        # Read anew each time: the token is replaced while a long run lasts.
        headers = {"Authorization": f"Bearer {self._token_file.read_text().strip()}"}
        try:
            return send(method, f"{self._base_url}/{path}", self._context, body, headers, timeout_seconds=15)
        except Unreachable as error:
            raise NotYet(f"the Kubernetes API doesn't answer: {error}") from None

    def _object(self, answer: Answer, request: str) -> dict[str, Any]:
        if answer.status in (401, 403, 404):
            raise Refusal(
                f"Kubernetes refuses {request} in namespace {self._namespace} (status {answer.status}): "
                "check that it exists and that the service account of this pod has a Role for it."
            )
        if answer.status >= 300:
            raise NotYet(f"Kubernetes answers {request} with status {answer.status}")
        try:
            found: dict[str, Any] = answer.json()
        except Unreachable as error:
            raise NotYet(f"Kubernetes answers {request} with {error}") from None
        return found
