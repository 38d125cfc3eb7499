"""What is refused of what backup jobs are told."""

import json
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import paths  # noqa: F401
from backup_example import document, settings
from gx_backup.settings import read_settings, settings_of
from gx_program.say import Refusal

CASES: list[tuple[str, Any, str]] = [
    ("stanza", "main;", "stanza: 'main;' is not valid"),
    ("members", [], "members: \\[\\] is not valid. Give a list of at least 1"),
    ("members", ["a", "a"], "members: .* each once"),
    ("members", ["a", 1], "members\\[1\\]: 1 is not valid. Give a text"),
    ("membersPort", 0, "membersPort: 0 is not valid. Give a whole number from 1 to 65535"),
    ("leastBytes", 0, "leastBytes: 0"),
    ("timeoutSeconds", "1h", "timeoutSeconds: '1h'"),
    ("surplus", 1, "surplus: not known"),
]


class SettingsTest(unittest.TestCase):
    """Documents that differ from a valid one in one field."""

    def test_each_fault_is_named_with_its_remedy(self) -> None:
        for field, value, message in CASES:
            with self.subTest(message), self.assertRaisesRegex(Refusal, message):
                settings(**{field: value})

    def test_every_field_is_required(self) -> None:
        for name in document():
            with self.subTest(name), self.assertRaisesRegex(Refusal, f"^{name}: missing"):
                settings_of({key: value for key, value in document().items() if key != name})

    def test_a_file_is_read(self) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "backup.json"
            with self.assertRaisesRegex(Refusal, "No such file .* Mount the ConfigMap"):
                read_settings(path)
            path.write_text(json.dumps(document()))
            self.assertEqual(settings(), read_settings(path))


if __name__ == "__main__":
    unittest.main()
