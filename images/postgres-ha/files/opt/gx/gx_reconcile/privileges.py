"""Who may do what with a database and what is in it: privileges as they are and as they are to be."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from gx_shared.statements import Change, quoted

from .declared import Database, Declared

if TYPE_CHECKING:
    from gx_shared.database import Session

PUBLIC = ""
TABLE_PRIVILEGES = {"writers": ("SELECT", "INSERT", "UPDATE", "DELETE"), "readers": ("SELECT",)}
SEQUENCE_PRIVILEGES = {"writers": ("USAGE",), "readers": ()}
# Without those that come with extensions: these give what they think right.
OWN_RELATIONS = """
    relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT EXISTS (
        SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e'
    )
"""


class Privilege(NamedTuple):
    """One privilege of one grantee. Kinds that begin with FUTURE: on what the role `name` is yet to make."""

    kind: str
    name: str
    grantee: str
    action: str


def read_database_privileges(session: "Session") -> set[Privilege]:
    """The privileges on all databases."""
    return _privileges(
        session.rows(
            """
            SELECT 'DATABASE', datname, coalesce(rolname, ''), privilege_type
            FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
            LEFT JOIN pg_roles r ON r.oid = grantee
            """
        )
    )


def read_privileges(session: "Session") -> set[Privilege]:
    """The privileges in schema public of the session's database, without those that come with extensions."""
    return _privileges(
        session.rows(
            f"""
            SELECT 'SCHEMA', nspname, coalesce(rolname, ''), privilege_type
            FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner)))
            LEFT JOIN pg_roles r ON r.oid = grantee
            WHERE nspname = 'public'
            UNION ALL
            SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname,
                   coalesce(rolname, ''), privilege_type
            FROM pg_class c, aclexplode(relacl) LEFT JOIN pg_roles r ON r.oid = grantee
            WHERE {OWN_RELATIONS}
            UNION ALL
            SELECT CASE defaclobjtype WHEN 'S' THEN 'FUTURE SEQUENCES' ELSE 'FUTURE TABLES' END,
                   pg_get_userbyid(defaclrole), coalesce(rolname, ''), privilege_type
            FROM pg_default_acl, aclexplode(defaclacl) LEFT JOIN pg_roles r ON r.oid = grantee
            WHERE defaclnamespace = 'public'::regnamespace AND defaclobjtype IN ('r', 'S')
            """
        )
    )


def read_relations(session: "Session") -> list[tuple[str, str]]:
    """Kind and name of each table (or view) and sequence in schema public that is no extension's."""
    return [
        (kind, name)
        for kind, name in session.rows(
            f"""
            SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname FROM pg_class c
            WHERE {OWN_RELATIONS}
            """
        )
    ]


def wanted_database_privileges(declared: Declared) -> set[Privilege]:
    """Who may connect where. Nobody makes temporary tables, and PUBLIC may connect nowhere."""
    wanted = {
        Privilege("DATABASE", database.name, grantee, "CONNECT")
        for database in declared.databases
        for grantee in (*database.writers, *database.readers, declared.monitoring_role)
    }
    if declared.dump_role:
        wanted.add(Privilege("DATABASE", declared.dump_role.database, declared.dump_role.name, "CONNECT"))
    # pg_rewind connects to the database postgres.
    others = (declared.monitoring_role, "rewinder")
    return wanted | {Privilege("DATABASE", "postgres", one, "CONNECT") for one in others}


def wanted_privileges(database: Database, relations: Iterable[tuple[str, str]]) -> set[Privilege]:
    """What the application roles may do within a database. Only its owner creates."""
    objects = [*relations, ("FUTURE TABLES", database.owner), ("FUTURE SEQUENCES", database.owner)]
    wanted = {Privilege("SCHEMA", "public", PUBLIC, "USAGE")}
    for group, grantees in (("writers", database.writers), ("readers", database.readers)):
        for kind, name in objects:
            actions = SEQUENCE_PRIVILEGES[group] if "SEQUENCE" in kind else TABLE_PRIVILEGES[group]
            wanted.update(Privilege(kind, name, grantee, action) for grantee in grantees for action in actions)
    return wanted


def privilege_changes(current: set[Privilege], wanted: set[Privilege], declared: Declared) -> list[Change]:
    """Revokes first, then grants. Only PUBLIC, the services' roles and that for dumps lose what isn't wanted."""
    governed = {PUBLIC, *([declared.dump_role.name] if declared.dump_role else [])}
    for role in declared.application_roles:
        governed.update((role.name, *role.login_names))
    surplus = {one for one in current - wanted if one.grantee in governed}
    return _changes(surplus, "REVOKE", "FROM") + _changes(wanted - current, "GRANT", "TO")


def _changes(privileges: set[Privilege], verb: str, preposition: str) -> list[Change]:
    actions: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in sorted(privileges):
        actions[(one.kind, one.name, one.grantee)].append(one.action)
    return [
        Change(
            f"{kind.lower()} {name}: {verb.lower()} {', '.join(found)} {preposition.lower()} {grantee or 'PUBLIC'}",
            _statement(verb, ", ".join(found), kind, name, f"{preposition} {quoted(grantee) if grantee else 'PUBLIC'}"),
        )
        for (kind, name, grantee), found in actions.items()
    ]


def _statement(verb: str, actions: str, kind: str, name: str, whom: str) -> str:
    if kind.startswith("FUTURE "):
        objects = kind.removeprefix("FUTURE ")
        return f"ALTER DEFAULT PRIVILEGES FOR ROLE {quoted(name)} IN SCHEMA public {verb} {actions} ON {objects} {whom}"
    place = f"public.{quoted(name)}" if kind in ("TABLE", "SEQUENCE") else quoted(name)
    return f"{verb} {actions} ON {kind} {place} {whom}"


def _privileges(rows: Iterable[tuple[str, str, str, str]]) -> set[Privilege]:
    return {Privilege(*row) for row in rows}
