"""That the token of a dump is its snapshot's: K3s' own data opens by it, and by no other."""

import base64
import unittest

from pod import BOOTSTRAP, CLUSTER, FILES, IDENTITY, PASSWORD, SECRET, TOKEN, RefusalCase, fake_ciphers
from gx_etcd.bootstrap import bootstrap_key
from gx_program.say import Refusal


class KeyTest(unittest.TestCase):
    def test_it_is_the_passwords(self) -> None:
        for token in (
            TOKEN,
            PASSWORD,
            PASSWORD + b"\n",
            b"K10" + b"0" * 64 + b"::server:" + PASSWORD,
            b"K10:::" + PASSWORD,
            b"K10server:" + PASSWORD,
        ):
            with self.subTest(token):
                self.assertEqual(BOOTSTRAP, bootstrap_key(token))

    def test_one_that_is_known(self) -> None:
        # SHA-256 of "abc".
        self.assertEqual("/bootstrap/ba7816bf8f01", bootstrap_key(b"abc\n"))

    def test_whatever_else_the_file_has_is_the_tokens(self) -> None:
        for token in (PASSWORD + b" ", PASSWORD + b"\r\n", b"server:" + PASSWORD, b"::server:" + PASSWORD):
            with self.subTest(token):
                self.assertNotEqual(BOOTSTRAP, bootstrap_key(token))

    def test_a_long_one_without_a_password(self) -> None:
        for token in (b"K10", b"K10abc", b"K10abc::server", b"K10abc::server:\n", b"K10a:b::"):
            with self.subTest(token), self.assertRaisesRegex(Refusal, "^the token begins with K10 and has no password"):
                bootstrap_key(token)


class BootstrapTest(RefusalCase):
    def dump_with(self, token: bytes) -> None:
        """Dumps when the server has this token."""
        self.places.token.write_bytes(token)
        self.assertEqual("done", self.dump()["result"])

    def test_a_token_without_an_authority(self) -> None:
        self.dump_with(PASSWORD)
        self.assertEqual("done", self.prove()["result"])

    def test_there_may_be_what_another_token_encrypts(self) -> None:
        self.lay_dump(lambda entries: entries.update({bootstrap_key(b"other"): b"another's"}))
        self.assertEqual("done", self.prove()["result"])

    def test_no_data_of_k3s(self) -> None:
        self.lay_dump(lambda entries: (entries.pop(BOOTSTRAP), entries.update({"/bootstrap": b"", "/bootstrapped": b""})))
        self.assert_refused(r"^/bootstrap/ has no key, and K3s keeps its own data there\. Is this etcd K3s'\?")

    def test_the_token_of_another_time(self) -> None:
        self.dump_with(TOKEN.replace(b"test", b"test2"))
        self.assert_refused(
            r"^the token isn't the snapshot's: K3s would read nothing of it\. Was the token rotated after the snapshot\?",
            "`k3s etcd-snapshot save`",
        )

    def test_one_that_k3s_does_not_read(self) -> None:
        # As of a K3s that had no token.
        self.lay_dump(lambda entries: entries.update({bootstrap_key(b""): fake_ciphers.bootstrap_value(b"", FILES)}))
        self.dump_with(b"K10abc::server:\n")
        self.assert_refused("^the token begins with K10 and has no password")

    def test_of_another_clusters_snapshot_that_is_told(self) -> None:
        self.lay_dump(lambda entries: entries.update({CLUSTER: entries[CLUSTER].replace(IDENTITY.encode(), b"other")}))
        self.dump_with(b"another")
        self.assert_refused("^clusterIdentity: ")

    def test_data_that_the_token_does_not_decrypt(self) -> None:
        good = fake_ciphers.bootstrap_value(PASSWORD, FILES)
        salt, encoded = good.split(b":")
        sealed = bytearray(base64.b64decode(encoded))
        sealed[20] ^= 1
        placed = fake_ciphers.gcm_value(b"k" * 32, FILES, SECRET)
        for value in (
            fake_ciphers.bootstrap_value(b"other", FILES),
            fake_ciphers.bootstrap_value(TOKEN.strip(), FILES),
            b"0" + good,
            salt + b":",
            salt + b":" + base64.b64encode(sealed),
            salt + b":" + base64.b64encode(sealed[:-1]),
            salt + b":" + base64.b64encode(placed),
        ):
            with self.subTest(value):
                self.lay_dump(lambda entries, value=value: entries.update({BOOTSTRAP: value}))
                self.assert_refused("^read K3s' own data: the token doesn't decrypt it. .* Fetch an older dump")

    def test_data_of_another_form(self) -> None:
        good = fake_ciphers.bootstrap_value(PASSWORD, FILES)
        for value in (b"", FILES, good.replace(b":", b""), good + b"!", good[:-1] + b"\xff", good.replace(b":", b"::")):
            with self.subTest(value):
                self.lay_dump(lambda entries, value=value: entries.update({BOOTSTRAP: value}))
                self.assert_refused("^read K3s' own data: it isn't of the form in which K3s encrypts")

    def test_data_that_is_no_map_of_files(self) -> None:
        for clear in (b"", b"[]", b"7", b"\xff", b"what nobody is shown"):
            with self.subTest(clear):
                value = fake_ciphers.bootstrap_value(PASSWORD, clear)
                self.lay_dump(lambda entries, value=value: entries.update({BOOTSTRAP: value}))
                self.assert_refused("^read K3s' own data: what the token decrypts is no JSON object")

    def test_data_that_is_listed_and_not_read(self) -> None:
        self.tools.lost = {BOOTSTRAP}
        self.assert_refused("^read K3s' own data: it is listed and isn't read. The snapshot is no good")


if __name__ == "__main__":
    unittest.main()
