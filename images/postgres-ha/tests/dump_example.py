"""What the programs for dumps are told, for tests."""

from typing import Any

from gx_dump.settings import Settings, settings_of


def document(**changes: Any) -> dict[str, Any]:
    """A valid document, with some of its fields replaced."""
    return {
        "host": "postgres-replica.test",
        "port": 5432,
        "database": "gx_protocol",
        "role": "dumper",
        "timeoutSeconds": 600,
        **changes,
    }


def settings(**changes: Any) -> Settings:
    """The same, read."""
    return settings_of(document(**changes))
