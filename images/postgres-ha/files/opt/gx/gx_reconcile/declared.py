"""What the cluster is to be: the shape of the declared state."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Login:
    """A role that logs in. `verifier` is what PostgreSQL stores for a password; only the current login has one here."""

    name: str
    is_current: bool
    verifier: str


@dataclass(frozen=True)
class ApplicationRole:
    """A role that holds a service's privileges; its logins inherit them. `connection_limit` is per login."""

    name: str
    logins: tuple[Login, ...]
    connection_limit: int

    @property
    def current(self) -> Login:
        """The login that the service is to use."""
        return next(login for login in self.logins if login.is_current)

    @property
    def login_names(self) -> tuple[str, ...]:
        """All names that its logins may have, in order: the two that alternate, and those declared."""
        return tuple(sorted({f"{self.name}_a", f"{self.name}_b", *(login.name for login in self.logins)}))


@dataclass(frozen=True)
class Database:
    """A database, and which application roles write or only read all of its tables."""

    name: str
    owner: str
    extensions: tuple[str, ...]
    writers: tuple[str, ...]
    readers: tuple[str, ...]


@dataclass(frozen=True)
class DumpRole:
    """A role that reads all of one database, for dumps of it. It logs in by certificate alone."""

    name: str
    database: str
    connection_limit: int


@dataclass(frozen=True)
class Declared:
    """The whole. `configuration` is Patroni's dynamic configuration; null in it means absent."""

    namespace: str
    stateful_set: str
    replicas: int
    headless_service: str
    primary_host: str
    port: int
    rest_port: int
    synchronous: str
    timeout_seconds: int
    configuration: dict[str, Any]
    databases: tuple[Database, ...]
    application_roles: tuple[ApplicationRole, ...]
    monitoring_role: str
    dump_role: DumpRole | None

    @property
    def member_names(self) -> tuple[str, ...]:
        """The pods of the StatefulSet, whose names are the members' too."""
        return tuple(f"{self.stateful_set}-{ordinal}" for ordinal in range(self.replicas))
