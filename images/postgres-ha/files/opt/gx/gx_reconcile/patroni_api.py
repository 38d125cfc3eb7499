"""Patroni's REST API, member by member: https://patroni.readthedocs.io/en/latest/rest_api.html"""

import ssl
from collections.abc import Callable
from typing import Any

from gx_program.say import Refusal
from gx_shared.certificates import ADMIN_TLS_FOLDER

from .declared import Declared
from .http_json import Answer, Unreachable, send

RESTART_SECONDS = 60


class PatroniApi:
    """Asks one named member. All throw Unreachable when it doesn't answer, and Refusal when it denies access."""

    def __init__(self, address_of: Callable[[str], str], context: ssl.SSLContext | None) -> None:
        self._address_of = address_of
        self._context = context

    def status(self, member: str) -> dict[str, Any]:
        """What the member itself knows of itself. Not what the store says of it: that outlives a dead member."""
        status: dict[str, Any] = self._get(member, "/patroni").json()
        return status

    def configuration(self, member: str) -> dict[str, Any]:
        """The dynamic configuration as this member last saw it. Throws Unreachable when it has seen none."""
        answer = self._get(member, "/config")
        if answer.status != 200:
            raise Unreachable(f"{member} knows no configuration yet (status {answer.status})")
        configuration: dict[str, Any] = answer.json()
        return configuration

    def replace_configuration(self, member: str, configuration: dict[str, Any]) -> Answer:
        """Overwrites the dynamic configuration of the whole cluster."""
        return self._send("PUT", member, "/config", configuration)

    def restart_pending(self, member: str) -> Answer:
        """Restarts PostgreSQL if a parameter waits for it; 503 if none does. Answers when PostgreSQL runs again.

        Without a time of its own the restart would have primary_start_timeout, which is 0 here: a failover at once.
        """
        body = {"restart_pending": True, "timeout": RESTART_SECONDS}
        return self._send("POST", member, "/restart", body, timeout_seconds=3 * RESTART_SECONDS)

    def switch_over(self, leader: str) -> Answer:
        """Hands leadership over, to whom Patroni finds fit. Answers when it is done or has failed.

        No candidate is named: for one, Patroni has all other replicas wait two seconds, and commits with them.
        """
        return self._send("POST", leader, "/switchover", {"leader": leader}, timeout_seconds=90)

    def _get(self, member: str, path: str) -> Answer:
        return send("GET", self._address_of(member) + path, self._context)

    def _send(self, method: str, member: str, path: str, body: object, timeout_seconds: float = 15) -> Answer:
        answer = send(method, self._address_of(member) + path, self._context, body, timeout_seconds=timeout_seconds)
        if answer.status in (401, 403):
            raise Refusal(
                f"{member} refuses {path} (status {answer.status}): check the certificate in {ADMIN_TLS_FOLDER}."
            )
        return answer


def patroni_api(declared: Declared) -> PatroniApi:
    """The API of the declared members, by the names of the headless Service, as administrator. Throws Refusal."""
    try:
        context = ssl.create_default_context(cafile=f"{ADMIN_TLS_FOLDER}/ca.crt")
        context.load_cert_chain(f"{ADMIN_TLS_FOLDER}/tls.crt", f"{ADMIN_TLS_FOLDER}/tls.key")
    except OSError as error:
        raise Refusal(
            f"{ADMIN_TLS_FOLDER}: {error.strerror}. Mount tls.crt, tls.key and ca.crt of gx_admin there."
        ) from None
    domain = f"{declared.headless_service}.{declared.namespace}.svc"
    return PatroniApi(lambda member: f"https://{member}.{domain}:{declared.rest_port}", context)
