"""What backup jobs are told, for tests."""

from typing import Any

from gx_backup.settings import Settings, settings_of


def document(**changes: Any) -> dict[str, Any]:
    """A valid document, with some of its fields replaced."""
    return {
        "stanza": "postgres",
        "members": ["postgres-0.test", "postgres-1.test"],
        "membersPort": 8432,
        "primaryHost": "postgres-primary.test",
        "port": 5432,
        "database": "gx_protocol",
        "leastBytes": 20_000_000,
        "timeoutSeconds": 600,
        "archiveTimeoutSeconds": 60,
        **changes,
    }


def settings(**changes: Any) -> Settings:
    """The same, read."""
    return settings_of(document(**changes))
