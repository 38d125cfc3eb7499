"""K3s' own data in etcd, authorities and keys, which the servers' token encrypts. Neither it nor the token is ever told."""

import base64
import hashlib
import json
from collections.abc import Sequence

from gx_program.deadline import Deadline
from gx_program.say import Refusal

from .ciphers import decrypt_gcm
from .contents import value_at
from .snapshots import TAKE_ONE

# Where K3s has it: under a part of the SHA-256 of the token's password, which is as little told as that.
BOOTSTRAP = "/bootstrap/"
HASH_CHARACTERS = 12
# A token with the hash of an authority in it: K10HASH::USER:PASSWORD. Any other is a password.
LONG, AFTER_HASH, AFTER_USER = b"K10", b"::", b":"
NO_PLACE = b""
ROUNDS, KEY_BYTES, NONCE_BYTES = 4096, 32, 12
WHAT = "read K3s' own data"


def bootstrap_key(token: bytes) -> str:
    """The key in etcd under which K3s has what this token encrypts. Throws Refusal where K3s reads no such token."""
    return BOOTSTRAP + hashlib.sha256(_password(token)).hexdigest()[:HASH_CHARACTERS]


def require_own_data(token: bytes, revision: int, keys: Sequence[str], remedy: str, deadline: Deadline) -> None:
    """Throws Refusal unless K3s' own data is among these keys of a revision, and the token decrypts it."""
    if not any(key.startswith(BOOTSTRAP) for key in keys):
        raise Refusal(
            f"{BOOTSTRAP} has no key, and K3s keeps its own data there. Is this etcd K3s'? Look at which server's folder "
            "the job that dumps has mounted."
        )
    key = bootstrap_key(token)
    if key not in keys:
        raise Refusal(
            "the token isn't the snapshot's: K3s would read nothing of it. Was the token rotated after the snapshot? "
            f"{TAKE_ONE} that is of the token of now; then have the job that dumps run again."
        )
    value = value_at(revision, key, WHAT, deadline)
    try:
        _require_files(_decrypted(_password(token), value))
    except ValueError as error:
        raise Refusal(f"{WHAT}: {error}. K3s couldn't restore this snapshot with the token. {remedy}") from None


def _password(token: bytes) -> bytes:
    """As K3s reads the token's file: without newlines at its end, and with all others that it has."""
    line = token.rstrip(b"\n")
    if not line.startswith(LONG):
        return line
    before, colons, after = line[len(LONG) :].partition(AFTER_HASH)
    password = (after if colons else before).partition(AFTER_USER)[2]
    # K3s once had data under the hash of nothing, which every such token would open.
    if not password:
        raise Refusal("the token begins with K10 and has no password: K3s doesn't read it. Is the server's file whole?")
    return password


def _decrypted(password: bytes, value: bytes) -> bytes:
    """Throws ValueError, which tells why it can't be."""
    salt, colon, encoded = value.partition(b":")
    try:
        encrypted = base64.b64decode(encoded, validate=True)
    except ValueError:
        colon = b""
    if not colon:
        raise ValueError("it isn't of the form in which K3s encrypts")
    secret = hashlib.pbkdf2_hmac("sha1", password, salt, ROUNDS, KEY_BYTES)
    try:
        return decrypt_gcm(secret, encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], NO_PLACE)
    except ValueError:
        raise ValueError("the token doesn't decrypt it") from None


def _require_files(clear: bytes) -> None:
    """Throws ValueError unless it is an object of JSON, which has K3s' files."""
    try:
        found = json.loads(clear)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ValueError("what the token decrypts is no JSON object, as K3s' files are")
