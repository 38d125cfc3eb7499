"""Application roles, which hold privileges, their logins, which inherit them, and the role that reads all for dumps."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gx_program.say import say
from gx_shared.statements import Change, quoted

from .declared import ApplicationRole, Declared

if TYPE_CHECKING:
    from gx_shared.database import Server, Session

# Made when the cluster was: by PostgreSQL, by post-bootstrap and by Patroni.
BUILT_IN_LOGINS = ("postgres", "gx_admin", "replicator", "rewinder")
# In the comment of every application role: what is not declared any more is known by it, and a role made by hand isn't.
MARK = "application role, made by reconcile"
# The same for the role that reads all for dumps.
DUMP_MARK = "role for dumps, made by reconcile"
# Every table of every schema, so that a new one is in the next dump. Catalogs too, with verifiers of passwords: these
# are generated, and too long for anybody to guess.
READS_ALL = "pg_read_all_data"
WITHOUT_POWERS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT"


@dataclass(frozen=True)
class Role:
    """A role as it is. `memberships` maps the roles that it is a member of to whether it may pass them on."""

    can_login: bool
    has_powers: bool
    connection_limit: int
    verifier: str | None
    memberships: dict[str, bool]
    comment: str | None


def read_roles(session: "Session") -> dict[str, Role]:
    """All roles but PostgreSQL's own, by name."""
    memberships: dict[str, dict[str, bool]] = {}
    for member, of, may_pass_on in session.rows(
        "SELECT pg_get_userbyid(member), pg_get_userbyid(roleid), admin_option FROM pg_auth_members"
    ):
        memberships.setdefault(member, {})[of] = may_pass_on
    return {
        name: Role(can_login, has_powers, limit, verifier, memberships.get(name, {}), comment)
        for name, can_login, has_powers, limit, verifier, comment in session.rows(
            r"""
            SELECT rolname, rolcanlogin,
                   rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls OR NOT rolinherit,
                   rolconnlimit, rolpassword, shobj_description(oid, 'pg_authid')
            FROM pg_authid WHERE rolname NOT LIKE 'pg\_%'
            """
        )
    }


def role_changes(roles: dict[str, Role], declared: Declared) -> list[Change]:
    """What must be done so that each service has its role and its current login, and that who dumps may read.

    Other logins are left as they are.
    """
    services = [change for role in declared.application_roles for change in _service_changes(roles, role)]
    return services + _dump_role_changes(roles, declared) + _abandoned_dump_role_changes(roles, declared)


def _service_changes(roles: dict[str, Role], service: ApplicationRole) -> list[Change]:
    login, limit = service.current, service.connection_limit
    return [
        *_base_changes(roles.get(service.name), service.name, "NOLOGIN", -1),
        *_membership_changes(roles.get(service.name), service.name, ()),
        *_comment_changes(roles.get(service.name), service.name, MARK),
        *_base_changes(roles.get(login.name), login.name, "LOGIN", limit),
        *_membership_changes(roles.get(login.name), login.name, (service.name,)),
        *_verifier_changes(roles.get(login.name), login.name, login.verifier),
    ]


def _dump_role_changes(roles: dict[str, Role], declared: Declared) -> list[Change]:
    if not declared.dump_role:
        return []
    name, limit = declared.dump_role.name, declared.dump_role.connection_limit
    role = roles.get(name)
    # It logs in by certificate alone.
    has_password = role is not None and role.verifier is not None
    without_password = Change(f"role {name}: password removed", f"ALTER ROLE {quoted(name)} PASSWORD NULL")
    return [
        *_base_changes(role, name, "LOGIN", limit),
        *_membership_changes(role, name, (READS_ALL,)),
        *_comment_changes(role, name, DUMP_MARK),
        *([without_password] if has_password else []),
    ]


def _abandoned_dump_role_changes(roles: dict[str, Role], declared: Declared) -> list[Change]:
    """Takes all from roles for dumps that are no longer declared. They stay: sessions may be open."""
    wanted = declared.dump_role.name if declared.dump_role else None
    changes = []
    for name, role in sorted(roles.items()):
        if role.comment != DUMP_MARK or name == wanted or not (role.can_login or role.memberships):
            continue
        changes += _membership_changes(role, name, ())
        # Its right to connect: it owns nothing. Last of all LOGIN, by which the rest is known to be done.
        changes.append(Change(f"role {name}: privileges revoked", f"DROP OWNED BY {quoted(name)}"))
        changes.append(Change(f"role {name}: retired", f"ALTER ROLE {quoted(name)} NOLOGIN PASSWORD NULL"))
    return changes


def _base_changes(role: Role | None, name: str, login: str, limit: int) -> list[Change]:
    options = f"{login} {WITHOUT_POWERS} CONNECTION LIMIT {limit}"
    if role is None:
        return [Change(f"role {name}: created", f"CREATE ROLE {quoted(name)} {options}")]
    if role.has_powers or role.can_login != (login == "LOGIN") or role.connection_limit != limit:
        return [Change(f"role {name}: attributes set", f"ALTER ROLE {quoted(name)} {options}")]
    return []


def _membership_changes(role: Role | None, name: str, wanted: tuple[str, ...]) -> list[Change]:
    current = role.memberships if role else {}
    revoked = [
        Change(f"role {name}: no longer a member of {of}", f"REVOKE {quoted(of)} FROM {quoted(name)}")
        for of in current
        if of not in wanted or current[of]
    ]
    granted = [
        Change(f"role {name}: member of {of}", f"GRANT {quoted(of)} TO {quoted(name)}")
        for of in wanted
        if current.get(of) is not False
    ]
    return revoked + granted


def _comment_changes(role: Role | None, name: str, mark: str) -> list[Change]:
    if role and role.comment == mark:
        return []
    return [Change(f"role {name}: marked", f"COMMENT ON ROLE {quoted(name)} IS '{mark}'")]


def _verifier_changes(role: Role | None, name: str, verifier: str) -> list[Change]:
    if role and role.verifier == verifier:
        return []
    return [Change(f"role {name}: password set", f"ALTER ROLE {quoted(name)} PASSWORD '{verifier}'")]


def abandoned_logins(roles: dict[str, Role], declared: Declared) -> list[str]:
    """The logins of application roles that are no longer declared: of the names, memberships and mark that we give."""
    services = {name for name, role in roles.items() if role.comment == MARK}
    services -= {service.name for service in declared.application_roles}
    return sorted(
        login
        for service in services
        for login in (f"{service}_a", f"{service}_b")
        if login in roles and service in roles[login].memberships
    )


def unknown_logins(roles: dict[str, Role], declared: Declared) -> list[str]:
    """Roles that may log in, that nobody declared and that `retire` leaves alone."""
    known = {*BUILT_IN_LOGINS, declared.monitoring_role, *abandoned_logins(roles, declared)}
    known.update(name for role in declared.application_roles for name in role.login_names)
    known.update(name for name, role in roles.items() if role.comment == DUMP_MARK)
    if declared.dump_role:
        known.add(declared.dump_role.name)
    return sorted(name for name, role in roles.items() if role.can_login and name not in known)


def apply_roles(server: "Server", declared: Declared) -> None:
    """Makes the roles what is declared and warns of logins that nobody declared. Throws NotYet, Refusal."""
    with server.session("postgres") as session:
        roles = read_roles(session)
        for name in unknown_logins(roles, declared):
            say(f"warning: role {name} may log in and is not declared: drop it or take LOGIN from it")
        session.apply(role_changes(roles, declared))
