"""Reading JSON field by field."""

import re
import unittest
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import paths  # noqa: F401
from gx_program.fields import Fields, Form, read_json
from gx_program.say import Refusal

LETTERS = Form(re.compile(r"[a-z]+"), "Use a-z.")
DOCUMENT = {
    **{"text": "some", "count": 3, "port": 6379, "timeoutSeconds": 60, "isOn": True},
    **{"names": ["a", "b"], "members": [{"name": "a"}], "times": {"first": 1}},
}
REFUSED: list[tuple[str, object, Callable[[Fields], object], str]] = [
    ("text", "", lambda fields: fields.text("text"), "^text: '' is not valid. Give a text."),
    ("text", 7, lambda fields: fields.text("text"), "^text: 7 is not valid. Give a text."),
    ("text", "a1\n", lambda fields: fields.text("text", LETTERS), r"^text: 'a1\\n' is not valid. Use a-z."),
    (
        "count",
        4,
        lambda fields: fields.integer("count", 1, 3),
        "^count: 4 is not valid. Give a whole number from 1 to 3.",
    ),
    ("count", True, lambda fields: fields.integer("count", 1, 3), "^count: True is not valid"),
    ("count", 2.0, lambda fields: fields.integer("count", 1, 3), "^count: 2.0 is not valid"),
    ("port", 65536, lambda fields: fields.port("port"), "^port: 65536 is not valid"),
    ("timeoutSeconds", 604801, lambda fields: fields.timeout_seconds(), "^timeoutSeconds: 604801 is not valid"),
    ("isOn", 1, lambda fields: fields.boolean("isOn"), "^isOn: 1 is not valid. Give true or false."),
    ("names", "a", lambda fields: fields.texts("names"), "^names: 'a' is not valid. Give a list."),
    (
        "names",
        [],
        lambda fields: fields.texts("names", least=1),
        r"^names: \[\] is not valid. Give a list of at least 1.",
    ),
    ("names", ["a", "B"], lambda fields: fields.texts("names", LETTERS), r"^names\[1\]: 'B' is not valid. Use a-z."),
    ("names", ["a", "a"], lambda fields: fields.texts("names"), r"^names: \['a', 'a'\] is not valid. Name each once."),
    ("times", [], lambda fields: fields.object("times"), "^times: 'list' is not valid. Give a JSON object."),
    (
        "members",
        [3],
        lambda fields: fields.objects("members"),
        r"^members\[0\]: 'int' is not valid. Give a JSON object.",
    ),
    ("members", [{}], lambda fields: fields.objects("members")[0].text("name"), r"^members\[0\]\.name: missing"),
]


class FieldsTest(unittest.TestCase):
    """Documents that differ from a good one in one field."""

    def test_reads_each_kind(self) -> None:
        fields = Fields(DOCUMENT)
        self.assertEqual(
            ("some", 3, 6379, 60),
            (fields.text("text"), fields.integer("count", 3, 3), fields.port("port"), fields.timeout_seconds()),
        )
        self.assertEqual((True, ("a", "b")), (fields.boolean("isOn"), fields.texts("names", LETTERS, least=2)))
        self.assertEqual(["a"], [one.text("name") for one in fields.objects("members")])
        self.assertTrue(fields.has("times"))
        self.assertEqual(1, fields.object("times").integer("first", 1, 1))
        self.assertFalse(fields.has("times"))
        fields.end()

    def test_refuses_what_is_not_valid(self) -> None:
        for name, value, read, message in REFUSED:
            with self.subTest(message), self.assertRaisesRegex(Refusal, message):
                read(Fields({**DOCUMENT, name: value}))

    def test_refuses_what_is_missing_or_not_known(self) -> None:
        with self.assertRaisesRegex(Refusal, "^other: missing. Declare it."):
            Fields(DOCUMENT).any("other")
        with self.assertRaisesRegex(Refusal, "^text: not known. Remove it or correct its name."):
            Fields(DOCUMENT).end()

    def test_refuses_what_is_no_object_without_showing_it(self) -> None:
        with self.assertRaisesRegex(Refusal, "^the whole: 'list' is not valid. Give a JSON object.$"):
            Fields(["a password"])


class FileTest(unittest.TestCase):
    def test_reads_a_file(self) -> None:
        with TemporaryDirectory() as folder:
            file = Path(folder, "settings.json")
            with self.assertRaisesRegex(Refusal, r"settings\.json: No such file or directory\. Mount it\."):
                read_json(file, "Mount it.")
            file.write_text("{")
            with self.assertRaisesRegex(Refusal, r"settings\.json: not JSON \(.*\)\. Mount it\."):
                read_json(file, "Mount it.")
            file.write_text('{"a": 1}\n')
            self.assertEqual({"a": 1}, read_json(file, "Mount it."))


if __name__ == "__main__":
    unittest.main()
