"""The few requests to the Kubernetes API that replacing pods takes, with the pod's own service account."""

import os
import ssl
from pathlib import Path
from typing import Any

from gx_shared.progress import NotYet, Refusal

from .http_json import Answer, Unreachable, send

ACCOUNT_FOLDER = Path("/var/run/secrets/kubernetes.io/serviceaccount")


class KubernetesApi:
    """Pods and one StatefulSet of one namespace. Throws NotYet where asking again may help, Refusal where not."""

    def __init__(self, base_url: str, namespace: str, token_file: Path, context: ssl.SSLContext | None) -> None:
        self._base_url = base_url
        self._namespace = namespace
        self._token_file = token_file
        self._context = context

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


def in_cluster(namespace: str) -> KubernetesApi:
    """The API as a pod sees it. Throws Refusal outside of a pod or without a token."""
    host, port = os.environ.get("KUBERNETES_SERVICE_HOST"), os.environ.get("KUBERNETES_SERVICE_PORT", "443")
    token_file = ACCOUNT_FOLDER / "token"
    if not host or not token_file.is_file():
        raise Refusal(
            f"KUBERNETES_SERVICE_HOST or {token_file} is missing: run this in a pod with automountServiceAccountToken."
        )
    context = ssl.create_default_context(cafile=str(ACCOUNT_FOLDER / "ca.crt"))
    bracketed = f"[{host}]" if ":" in host else host
    return KubernetesApi(f"https://{bracketed}:{port}", namespace, token_file, context)
