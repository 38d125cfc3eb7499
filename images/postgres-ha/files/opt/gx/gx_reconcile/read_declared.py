"""Reading the declared state from JSON, with refusals that name field, value and remedy."""

import re
from pathlib import Path
from typing import Any

from gx_program.fields import Fields, Form, read_json, refuse
from gx_program.say import Refusal
from gx_shared.statements import IDENTIFIER

from .declared import ApplicationRole, Database, Declared, DumpRole, Login
from .roles import BUILT_IN_LOGINS

DECLARED_FILE = Path("/etc/reconcile/declared.json")
VERIFIER = re.compile(r"SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+")
EXTENSION = Form(re.compile(r"[a-z][a-z0-9_-]*"), "Give the name of an extension.")
SYNCHRONOUS = Form(re.compile(r"off|on|strict"), "Give off, on or strict.")


def read_declared(path: Path = DECLARED_FILE) -> Declared:
    """Reads and checks the file. Throws Refusal, without showing any verifier."""
    return declared_of(read_json(path, "Mount the Secret of the declared state there."))


def declared_of(value: object) -> Declared:
    """Checks a parsed document. Throws Refusal naming field, value and remedy."""
    fields = Fields(value)
    declared = Declared(
        namespace=fields.text("namespace"),
        stateful_set=fields.text("statefulSet"),
        replicas=fields.integer("replicas", 1, 9),
        headless_service=fields.text("headlessService"),
        primary_host=fields.text("primaryHost"),
        port=fields.port("port"),
        rest_port=fields.port("restPort"),
        synchronous=fields.text("synchronous", SYNCHRONOUS),
        timeout_seconds=fields.timeout_seconds(),
        configuration=_configuration(fields),
        databases=tuple(_database(one) for one in fields.objects("databases")),
        application_roles=tuple(_application_role(one) for one in fields.objects("applicationRoles")),
        monitoring_role=fields.text("monitoringRole", IDENTIFIER),
        dump_role=_dump_role(fields.object("dumpRole")) if fields.has("dumpRole") else None,
    )
    fields.end()
    _check_together(declared)
    return declared


def _configuration(fields: Fields) -> dict[str, Any]:
    value = fields.any("configuration")
    if not isinstance(value, dict) or not value:
        raise refuse("configuration", value, "Give Patroni's dynamic configuration as a whole.")
    return value


def _database(fields: Fields) -> Database:
    database = Database(
        name=fields.text("name", IDENTIFIER),
        owner=fields.text("owner", IDENTIFIER),
        extensions=fields.texts("extensions", EXTENSION),
        writers=fields.texts("writers", IDENTIFIER),
        readers=fields.texts("readers", IDENTIFIER),
    )
    fields.end()
    return database


def _application_role(fields: Fields) -> ApplicationRole:
    role = ApplicationRole(
        name=fields.text("name", IDENTIFIER),
        logins=tuple(_login(one) for one in fields.objects("logins")),
        connection_limit=fields.integer("connectionLimit", 1, 10000),
    )
    fields.end()
    current = [login.name for login in role.logins if login.is_current]
    if len(current) != 1:
        raise refuse(fields.path("logins"), current, "Exactly one login must have isCurrent: true.")
    return role


def _login(fields: Fields) -> Login:
    name, is_current = fields.text("name", IDENTIFIER), fields.boolean("isCurrent")
    verifier = fields.text("verifier") if is_current or fields.has("verifier") else ""
    if verifier and not VERIFIER.fullmatch(verifier):
        # Its value stays unsaid: it may be a password in plain text.
        raise Refusal(f"{fields.path('verifier')}: not a SCRAM-SHA-256 verifier (value withheld). Compute one.")
    fields.end()
    return Login(name, is_current, verifier)


def _dump_role(fields: Fields) -> DumpRole:
    role = DumpRole(
        name=fields.text("name", IDENTIFIER),
        database=fields.text("database", IDENTIFIER),
        connection_limit=fields.integer("connectionLimit", 1, 10000),
    )
    fields.end()
    return role


def _check_together(declared: Declared) -> None:
    strict, on = (declared.configuration.get(f"synchronous_mode{suffix}") for suffix in ("_strict", ""))
    found = "strict" if on and strict else "on" if on else "off"
    if found != declared.synchronous:
        remedy = f"configuration.synchronous_mode and synchronous_mode_strict say {found}: make both say the same."
        raise refuse("synchronous", declared.synchronous, remedy)
    roles = {role.name for role in declared.application_roles}
    names = [name for role in declared.application_roles for name in (role.name, *role.login_names)]
    for name in names:
        if names.count(name) > 1 or name == declared.monitoring_role:
            raise refuse(
                "applicationRoles", name, "Give each role and login, NAME_a and NAME_b included, its own name."
            )
    databases = [database.name for database in declared.databases]
    for database in declared.databases:
        if databases.count(database.name) > 1 or database.name in ("postgres", "template0", "template1"):
            raise refuse("databases", database.name, "Give each database a name of its own.")
        for name in (*database.writers, *database.readers):
            if name not in roles or (name in database.writers and name in database.readers):
                raise refuse(f"databases.{database.name}", name, "Name an applicationRole, as writer or as reader.")
    if not declared.dump_role:
        return
    if declared.dump_role.name in (*names, declared.monitoring_role, *BUILT_IN_LOGINS):
        raise refuse("dumpRole.name", declared.dump_role.name, "Give it a name of its own.")
    if declared.dump_role.database not in databases:
        raise refuse("dumpRole.database", declared.dump_role.database, "Name one of the databases.")
