"""The declared databases: that they exist, whose they are, their extensions, and who may do what in them."""

from typing import TYPE_CHECKING

from gx_program.say import say
from gx_shared.statements import Change, quoted

from .declared import Database, Declared
from .privileges import (
    privilege_changes,
    read_database_privileges,
    read_privileges,
    read_relations,
    wanted_database_privileges,
    wanted_privileges,
)

if TYPE_CHECKING:
    from gx_shared.database import Server, Session

BUILT_IN_DATABASES = ("postgres", "template0", "template1")


def database_changes(owners: dict[str, str], declared: Declared) -> list[Change]:
    """What must be done so that each declared database exists with its owner. `owners` holds those that there are."""
    changes = []
    for database in declared.databases:
        name, owner = quoted(database.name), quoted(database.owner)
        if database.name not in owners:
            statement = f"CREATE DATABASE {name} OWNER {owner} TEMPLATE template0"
            changes.append(Change(f"database {database.name}: created", statement))
        elif owners[database.name] != database.owner:
            statement = f"ALTER DATABASE {name} OWNER TO {owner}"
            changes.append(Change(f"database {database.name}: owner {database.owner}", statement))
    return changes


def lacks_databases(server: "Server", declared: Declared) -> bool:
    """Whether none of the declared databases exists: the cluster is new. Throws NotYet, Refusal."""
    with server.session("postgres") as session:
        present = {name for (name,) in session.rows("SELECT datname FROM pg_database")}
    return present.isdisjoint(database.name for database in declared.databases)


def apply_databases(server: "Server", declared: Declared) -> None:
    """Makes databases, extensions and privileges what is declared. Throws NotYet, Refusal."""
    with server.session("postgres") as session:
        owners = dict(session.rows("SELECT datname, pg_get_userbyid(datdba) FROM pg_database"))
        for name in sorted(owners.keys() - set(BUILT_IN_DATABASES) - {one.name for one in declared.databases}):
            say(f"warning: database {name} is not declared; nobody but its owner may connect to it")
        session.apply(database_changes(owners, declared))
        current, wanted = read_database_privileges(session), wanted_database_privileges(declared)
        session.apply(privilege_changes(current, wanted, declared))
    for database in declared.databases:
        with server.session(database.name) as session:
            _apply_within(session, database, declared)


def _apply_within(session: "Session", database: Database, declared: Declared) -> None:
    session.apply(_extension_changes(session, database) + _schema_changes(session, database))
    wanted = wanted_privileges(database, read_relations(session))
    session.apply(privilege_changes(read_privileges(session), wanted, declared))


def _extension_changes(session: "Session", database: Database) -> list[Change]:
    present = {name for (name,) in session.rows("SELECT extname FROM pg_extension")}
    return [
        Change(f"extension {name}: created", f"CREATE EXTENSION {quoted(name)} SCHEMA public")
        for name in database.extensions
        if name not in present
    ]


def _schema_changes(session: "Session", database: Database) -> list[Change]:
    [(owner,)] = session.rows("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'public'")
    if owner in ("pg_database_owner", database.owner):
        return []
    return [Change("schema public: owner pg_database_owner", "ALTER SCHEMA public OWNER TO pg_database_owner")]
