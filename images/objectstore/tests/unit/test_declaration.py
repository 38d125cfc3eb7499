import tempfile
import unittest
from pathlib import Path

from examples import KEPT, PLAIN
from gx_objectstore.declaration import Declaration, authority, read_declaration, root_secret
from gx_program.say import Refusal

TEXT = """{"port": 7070, "region": "us-east-1", "buckets": [
  {"name": "kept", "accounts": ["kept-1", "kept-2"], "readers": ["kept.reader-1"], "earlierVersionsDays": 14},
  {"name": "plain", "accounts": ["plain-1"], "readers": ["plain.reader-1"]}]}"""


class DeclarationTest(unittest.TestCase):
    def setUp(self) -> None:
        self.file = Path(self.enterContext(tempfile.TemporaryDirectory())) / "file"

    def test_reads_what_is_declared(self) -> None:
        self.file.write_text(TEXT)
        self.assertEqual(read_declaration(self.file), Declaration(7070, "us-east-1", (KEPT, PLAIN)))

    def test_says_what_is_missing_and_what_to_do(self) -> None:
        with self.assertRaisesRegex(Refusal, "No such file or directory. Mount the ConfigMap objectstore-configuration there"):
            read_declaration(self.file)
        for text, what in (("{", "not JSON"), ("[]", "^the whole: 'list'"), ('{"buckets": [], "port": 1}', "^region: missing")):
            self.file.write_text(text)
            with self.subTest(text=text), self.assertRaisesRegex(Refusal, what):
                read_declaration(self.file)

    def test_reads_what_is_mounted_and_says_what_isnt(self) -> None:
        for read, what in ((root_secret, "the Secret objectstore-root"), (authority, "the authority's certificate")):
            self.file.unlink(missing_ok=True)
            with self.assertRaisesRegex(Refusal, f"No such file or directory. Mount {what} there"):
                read(self.file)
            self.file.write_text("text\n")
            self.assertEqual(read(self.file), "text")
