"""A Secret as it lies in etcd, decrypted as the API server would. Nothing of its content is ever told."""

import re
from collections.abc import Sequence

from gx_program.say import Refusal

from .ciphers import decrypt_cbc, decrypt_gcm
from .encryption import AES, Provider

ENCRYPTED = b"k8s:enc:"
# Provider, version and key's name; after them what is encrypted.
HEAD = re.compile(rb"k8s:enc:([a-z]+):v1:([^:]+):")
BLOCK_BYTES = 16
NONCE_BYTES = 12
# As the API server stores objects: in protobuf, or in JSON.
CLEAR = (b"k8s\0", b"{")
BY_HAND = "docs/runbooks/etcd-restore.md tells how to prove the dump by hand."
OTHER_KEYS = (
    "Were the servers' keys changed after the snapshot, or is encryption-config.yaml another cluster's? The API server "
    "couldn't read this Secret with it: look for what --encryption-provider-config names."
)


def decrypted(path: str, value: bytes, providers: Sequence[Provider]) -> bytes:
    """What the value at a path in etcd is in the clear. Throws Refusal unless it is encrypted, by a provider and key that are kept."""
    if not is_encrypted(value):
        raise Refusal(
            f"{path}: it lies in etcd, and so in this dump, in the clear. Have the API server encrypt it: `kubectl get "
            "secrets --all-namespaces -o json | kubectl replace -f -` writes all Secrets anew; then take a snapshot."
        )
    head = HEAD.match(value)
    kind = head[1].decode() if head else value[len(ENCRYPTED) :].partition(b":")[0][:20].decode(errors="replace")
    if head is None or kind not in AES:
        raise Refusal(f"{path}: it is encrypted by {kind!r}, which this program can't decrypt. {BY_HAND}")
    name = head[2].decode(errors="replace")
    secrets = [key.secret for one in providers if one.kind == kind for key in one.keys if key.name == name]
    if not secrets:
        raise Refusal(f"{path}: the kept configuration has no key {name!r} of {kind}, which encrypted it. {OTHER_KEYS}")
    # There may be several of one name, of which the API server tries one after the other.
    for secret in secrets:
        clear = _clear(kind, secret, value[head.end() :], path)
        if clear.startswith(CLEAR):
            return clear
    raise Refusal(f"{path}: the kept key {name!r} of {kind} doesn't decrypt it. {OTHER_KEYS}")


def is_encrypted(value: bytes) -> bool:
    """Whether a value says that it is."""
    return value.startswith(ENCRYPTED)


def _clear(kind: str, secret: bytes, encrypted: bytes, path: str) -> bytes:
    """Empty where the key isn't the one that encrypted it."""
    try:
        return _cbc(secret, encrypted) if kind == "aescbc" else _gcm(secret, encrypted, path)
    except ValueError:
        return b""


def _cbc(secret: bytes, encrypted: bytes) -> bytes:
    """Without the padding, which tells its own length in each byte."""
    padded = decrypt_cbc(secret, encrypted[:BLOCK_BYTES], encrypted[BLOCK_BYTES:])
    count = padded[-1] if padded else 0
    if not 0 < count <= BLOCK_BYTES or padded[-count:] != bytes([count]) * count:
        raise ValueError("no padding")
    return padded[:-count]


def _gcm(secret: bytes, encrypted: bytes, path: str) -> bytes:
    # The API server binds a value to its path: one that was moved to another isn't read.
    return decrypt_gcm(secret, encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], path.encode())
