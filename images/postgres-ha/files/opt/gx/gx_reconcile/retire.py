"""Takes LOGIN from logins that no declared service uses any more. Their open sessions are only told of."""

from typing import TYPE_CHECKING

from gx_program.say import Refusal, say
from gx_shared.statements import Change, quoted

from .declared import Declared
from .roles import Role, abandoned_logins, read_roles

if TYPE_CHECKING:
    from gx_shared.database import Server


def retire_changes(roles: dict[str, Role], declared: Declared) -> list[Change]:
    """What must be done so that each service has one way in. Throws Refusal when its current login isn't ready."""
    for service in declared.application_roles:
        current = roles.get(service.current.name)
        if not current or not current.can_login or current.verifier != service.current.verifier:
            raise Refusal(
                f"applicationRoles.{service.name}: {service.current.name} can't log in with the declared password. "
                "Run `reconcile apply` first; no login was retired."
            )
    return [
        Change(f"role {name}: retired", f"ALTER ROLE {quoted(name)} NOLOGIN PASSWORD NULL")
        for name in retired_logins(roles, declared)
        if roles[name].can_login or roles[name].verifier is not None
    ]


def retired_logins(roles: dict[str, Role], declared: Declared) -> list[str]:
    """The logins there are that no declared service is to use."""
    replaced = [
        name
        for service in declared.application_roles
        for name in service.login_names
        if name in roles and name != service.current.name
    ]
    return replaced + abandoned_logins(roles, declared)


def retire(server: "Server", declared: Declared) -> dict[str, int]:
    """Retires logins. Returns how many sessions each of them still has open, where any. Throws NotYet, Refusal."""
    with server.session("postgres") as session:
        roles = read_roles(session)
        session.apply(retire_changes(roles, declared))
        open_sessions = {
            name: count
            for name, count in session.rows(
                "SELECT usename, count(*) FROM pg_stat_activity WHERE usename = ANY(%s) GROUP BY 1 ORDER BY 1",
                (retired_logins(roles, declared),),
            )
        }
    for name, count in open_sessions.items():
        say(f"role {name} still has {count} sessions open: they last until its client ends them")
    return open_sessions
