"""A declared state for tests, and the verifiers in it."""

import base64
import hashlib
import hmac
from typing import Any

ITERATIONS = 4096


def verifier(password: str, salt: bytes = b"0123456789abcdef") -> str:
    """What PostgreSQL stores for a password."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(one).decode() for one in (salt, stored, server)]
    return f"SCRAM-SHA-256${ITERATIONS}:{encoded[0]}${encoded[1]}:{encoded[2]}"


def application_role(name: str, current: str = "a") -> dict[str, Any]:
    """A service's role, whose current login has the password `NAME_LETTER-password`."""
    login = f"{name}_{current}"
    logins = [{"name": login, "verifier": verifier(f"{login}-password"), "isCurrent": True}]
    return {"name": name, "logins": logins, "connectionLimit": 5}


DUMP_ROLE = {"name": "dumper", "database": "gx_protocol", "connectionLimit": 2}


def document(**changes: Any) -> dict[str, Any]:
    """A valid document, with some of its fields replaced."""
    return {
        "namespace": "backend-mainnet",
        "statefulSet": "postgres",
        "replicas": 3,
        "headlessService": "postgres-headless",
        "primaryHost": "postgres-primary.backend-mainnet.svc",
        "port": 5432,
        "restPort": 8008,
        "synchronous": "on",
        "timeoutSeconds": 100,
        "configuration": {"ttl": 20, "synchronous_mode": True, "postgresql": {"parameters": {"max_connections": 100}}},
        "databases": [
            {
                "name": "gx_protocol",
                "owner": "gx_admin",
                "extensions": ["pg_stat_statements"],
                "writers": ["svc_identity"],
                "readers": ["svc_report"],
            },
            {"name": "other", "owner": "gx_admin", "extensions": [], "writers": ["svc_other"], "readers": []},
        ],
        "applicationRoles": [application_role(name) for name in ("svc_identity", "svc_report", "svc_other")],
        "monitoringRole": "exporter",
        **changes,
    }
