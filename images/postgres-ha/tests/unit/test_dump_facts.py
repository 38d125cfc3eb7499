"""What the programs for dumps are told, and what they tell each other."""

import json
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import paths  # noqa: F401
from dump_example import document, settings
from gx_dump.facts import Facts, read_facts, write_facts
from gx_dump.settings import read_settings, settings_of
from gx_program.say import Refusal

CASES = [
    ("host", "", "host: '' is not valid. Give a text"),
    ("port", 0, "port: 0 is not valid"),
    ("database", "gx;", "database: 'gx;' is not valid"),
    ("role", 1, "role: 1 is not valid"),
    ("timeoutSeconds", 0, "timeoutSeconds: 0 is not valid"),
    ("surplus", 1, "surplus: not known"),
]
FACTS = Facts("2026-11-30T12:00:00Z", "15.20", "gx_protocol", {"public.account": 200, "public.payment": 0})


class SettingsTest(unittest.TestCase):
    """Documents that differ from a valid one in one field."""

    def test_each_fault_is_named_with_its_remedy(self) -> None:
        for field, value, message in CASES:
            with self.subTest(message), self.assertRaisesRegex(Refusal, message):
                settings(**{field: value})
        for name in document():
            with self.subTest(name), self.assertRaisesRegex(Refusal, f"^{name}: missing"):
                settings_of({key: value for key, value in document().items() if key != name})

    def test_a_file_is_read(self) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "dump.json"
            with self.assertRaisesRegex(Refusal, "No such file .* Mount the ConfigMap"):
                read_settings(path)
            path.write_text(json.dumps(document()))
            self.assertEqual(settings(), read_settings(path))
            self.assertEqual("gx_protocol.dump", settings().file_name)


class FactsTest(unittest.TestCase):
    """Each test has a folder for dumps."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(TemporaryDirectory()))

    def write(self, text: str) -> None:
        (self.folder / "facts.json").write_text(text)

    def test_what_was_written_is_read_and_nothing_else_is_left(self) -> None:
        write_facts(FACTS, self.folder)
        self.assertEqual(["facts.json"], [path.name for path in self.folder.iterdir()])
        self.assertEqual(FACTS, read_facts(self.folder))
        self.assertEqual(200, FACTS.rows)

    def test_others_read_them_as_agreed(self) -> None:
        write_facts(FACTS, self.folder)
        told = json.loads((self.folder / "facts.json").read_text())
        self.assertEqual(["takenAt", "server", "database", "tables"], list(told))

    def test_what_a_later_program_adds_does_no_harm(self) -> None:
        write_facts(FACTS, self.folder)
        self.write(json.dumps({**json.loads((self.folder / "facts.json").read_text()), "more": 1}))
        self.assertEqual(FACTS, read_facts(self.folder))

    def test_faults_are_told(self) -> None:
        with self.assertRaisesRegex(Refusal, "facts.json: No such file .* fetch both"):
            read_facts(self.folder)
        self.write('{"takenAt": "2026-11-30T12:00:00Z", "server": "15.20", "database": "gx_protocol"}')
        with self.assertRaisesRegex(Refusal, "tables: missing"):
            read_facts(self.folder)
        for tables in ([], {"public.account": -1}, {"public.account": "1"}):
            self.write(json.dumps({"tables": tables}))
            with self.assertRaisesRegex(Refusal, "tables: .* is not valid"):
                read_facts(self.folder)


if __name__ == "__main__":
    unittest.main()
