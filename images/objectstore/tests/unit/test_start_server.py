import tempfile
import unittest
from pathlib import Path

from examples import KEPT
from gx_objectstore.declaration import Declaration
from gx_objectstore.start_server import command, environment, require_accounts
from gx_program.say import Refusal

DECLARED = Declaration(7070, "us-east-1", (KEPT,))


class StartServerTest(unittest.TestCase):
    def test_listens_for_others_and_for_the_keeper_with_tls_alone(self) -> None:
        found = command(DECLARED, "10.42.0.5")
        ports = [word for before, word in zip(found, found[1:]) if before == "--port"]
        self.assertEqual(ports, ["10.42.0.5:7070", "127.0.0.1:7070"])
        self.assertIn("--cert", found)
        self.assertIn("--key", found)

    def test_listens_once_where_both_are_one(self) -> None:
        self.assertEqual(command(DECLARED, "127.0.0.1").count("--port"), 1)

    def test_the_secret_is_in_the_environment_and_not_in_the_command_line(self) -> None:
        self.assertNotIn("secret", command(DECLARED, "10.42.0.5"))
        found = environment({"PATH": "/bin"}, "secret")
        self.assertEqual(found, {"PATH": "/bin", "ROOT_ACCESS_KEY_ID": "root", "ROOT_SECRET_ACCESS_KEY": "secret"})

    def test_needs_its_accounts(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            file = Path(name) / "users.json"
            with self.assertRaisesRegex(Refusal, "users.json can't be read: mount the Secret objectstore-accounts there"):
                require_accounts(file)
            file.touch()
            require_accounts(file)
