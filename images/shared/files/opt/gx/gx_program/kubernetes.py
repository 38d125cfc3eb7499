"""The way from a pod to the Kubernetes API, as its own service account."""

import os
import ssl
from pathlib import Path
from typing import NamedTuple

from .say import Refusal
from .tls import verifying_context

ACCOUNT_FOLDER = Path("/var/run/secrets/kubernetes.io/serviceaccount")


class PodAccess(NamedTuple):
    """Where the API is and whom to trust. The token is to be read anew for each request: it is replaced meanwhile."""

    url: str
    token_file: Path
    context: ssl.SSLContext


def pod_access(account: Path = ACCOUNT_FOLDER) -> PodAccess:
    """As a pod has it. Throws Refusal outside of a pod, or without a token."""
    host, port = os.environ.get("KUBERNETES_SERVICE_HOST"), os.environ.get("KUBERNETES_SERVICE_PORT", "443")
    token_file = account / "token"
    for what, is_there in (("KUBERNETES_SERVICE_HOST", bool(host)), (str(token_file), token_file.is_file())):
        if not is_there:
            raise Refusal(f"{what}: missing. Run this in a pod with automountServiceAccountToken.")
    bracketed = f"[{host}]" if ":" in str(host) else host
    return PodAccess(f"https://{bracketed}:{port}", token_file, verifying_context(account / "ca.crt"))
