"""What is refused of a declared state, and how."""

import copy
import json
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import paths  # noqa: F401
from declared_example import DUMP_ROLE, document
from gx_program.say import Refusal
from gx_reconcile.read_declared import declared_of, read_declared

TAKEN = ("gx_admin", "exporter", "svc_identity", "svc_report_b")
CASES: list[tuple[list[Any], Any, str]] = [
    (["namespace"], "", "namespace: '' is not valid. Give a text"),
    (["replicas"], 0, "replicas: 0 is not valid. Give a whole number from 1 to 9"),
    (["replicas"], True, "replicas: True"),
    (["synchronous"], "maybe", "synchronous: 'maybe' is not valid. Give off, on or strict"),
    (["synchronous"], "strict", "synchronous: 'strict' is not valid. .* say on"),
    (["configuration"], {}, "configuration: {}"),
    (["surplus"], 1, "surplus: not known"),
    (["databases", 0, "name"], "Gx", "databases\\[0\\].name: 'Gx'"),
    (["databases", 0, "name"], "other", "databases: 'other' .* a name of its own"),
    (["databases", 0, "name"], "postgres", "databases: 'postgres'"),
    (["databases", 0, "writers"], ["svc_none"], "databases.gx_protocol: 'svc_none'"),
    (["databases", 0, "readers"], ["svc_identity"], "databases.gx_protocol: 'svc_identity'"),
    (["databases", 0, "extensions"], ["a;b"], "databases\\[0\\].extensions\\[0\\]: 'a;b'"),
    (["applicationRoles", 0, "name"], "svc_other", "applicationRoles: 'svc_other'"),
    (["applicationRoles", 0, "connectionLimit"], 0, "applicationRoles\\[0\\].connectionLimit: 0"),
    (["applicationRoles", 0, "logins"], [], "applicationRoles\\[0\\].logins: \\[\\] .* Exactly one"),
    (["applicationRoles", 0, "logins", 0, "isCurrent"], 1, "applicationRoles\\[0\\].logins\\[0\\].isCurrent: 1"),
    (["applicationRoles", 0, "logins", 0, "verifier"], "hunter2", "logins\\[0\\].verifier: not a SCRAM"),
    (["monitoringRole"], "svc_other_b", "applicationRoles: 'svc_other_b'"),
    (["dumpRole"], "dumper", "dumpRole: 'str' is not valid. Give a JSON object"),
    (["dumpRole"], {**DUMP_ROLE, "surplus": 1}, "dumpRole.surplus: not known"),
    (["dumpRole"], {**DUMP_ROLE, "connectionLimit": 0}, "dumpRole.connectionLimit: 0"),
    (["dumpRole"], {**DUMP_ROLE, "database": "third"}, "dumpRole.database: 'third' .* Name one of the databases"),
    *((["dumpRole"], {**DUMP_ROLE, "name": name}, f"dumpRole.name: '{name}' .* of its own") for name in TAKEN),
]


class DeclaredTest(unittest.TestCase):
    """Documents that differ from a valid one in one place."""

    def test_a_valid_document_is_taken_as_a_whole(self) -> None:
        declared = declared_of(document())
        self.assertEqual(("postgres-0", "postgres-1", "postgres-2"), declared.member_names)
        self.assertEqual("svc_identity_a", declared.application_roles[0].current.name)
        self.assertEqual(("svc_identity_a", "svc_identity_b"), declared.application_roles[0].login_names)

    def test_each_fault_is_named_with_its_remedy_and_no_password(self) -> None:
        for path, value, message in CASES:
            with self.subTest(message):
                changed = copy.deepcopy(document())
                place: Any = changed
                for step in path[:-1]:
                    place = place[step]
                place[path[-1]] = value
                with self.assertRaisesRegex(Refusal, message) as caught:
                    declared_of(changed)
                self.assertNotIn("hunter2", str(caught.exception))

    def test_every_field_is_required(self) -> None:
        for name in document():
            with self.subTest(name), self.assertRaisesRegex(Refusal, f"^{name}: missing"):
                declared_of({key: value for key, value in document().items() if key != name})

    def test_a_file_that_is_missing_or_no_json_is_told(self) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "declared.json"
            with self.assertRaisesRegex(Refusal, "No such file"):
                read_declared(path)
            path.write_text("{")
            with self.assertRaisesRegex(Refusal, "not JSON"):
                read_declared(path)
            path.write_text(json.dumps(document()))
            self.assertEqual(3, read_declared(path).replicas)


if __name__ == "__main__":
    unittest.main()
