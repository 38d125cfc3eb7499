"""Stand in for AES: what they encrypt only the same key decrypts, and that is all that there is to it."""

import base64
import hashlib
import hmac
import os

BLOCK_BYTES, NONCE_BYTES, TAG_BYTES = 16, 12, 16


def encoded(secret: bytes) -> str:
    """As a configuration has it."""
    return base64.b64encode(secret).decode()


def cbc_value(secret: bytes, clear: bytes, name: str = "key1", padding: bytes = b"") -> bytes:
    """A value as the API server stores it with aescbc; with a padding that it wouldn't make where its end is given."""
    start = os.urandom(BLOCK_BYTES)
    count = BLOCK_BYTES - len(clear) % BLOCK_BYTES
    padded = clear + bytes([count]) * count
    if padding:
        padded = padded[: -len(padding)] + padding
    return f"k8s:enc:aescbc:v1:{name}:".encode() + start + _mixed(secret, start, padded)


def gcm_value(secret: bytes, clear: bytes, path: str, name: str = "key1") -> bytes:
    """A value as the API server stores it with aesgcm."""
    nonce = os.urandom(NONCE_BYTES)
    encrypted = _mixed(secret, nonce, clear)
    return f"k8s:enc:aesgcm:v1:{name}:".encode() + nonce + encrypted + _tag(secret, nonce, encrypted, path.encode())


def bootstrap_value(password: bytes, clear: bytes) -> bytes:
    """A value as K3s stores what it keeps of itself."""
    salt, nonce = os.urandom(8).hex(), os.urandom(NONCE_BYTES)
    secret = hashlib.pbkdf2_hmac("sha1", password, salt.encode(), 4096, 32)
    encrypted = _mixed(secret, nonce, clear)
    return f"{salt}:{encoded(nonce + encrypted + _tag(secret, nonce, encrypted, b''))}".encode()


def decrypt_cbc(secret: bytes, start: bytes, encrypted: bytes) -> bytes:
    """Takes the place of AES-CBC."""
    if len(start) != BLOCK_BYTES or len(encrypted) % BLOCK_BYTES:
        raise ValueError("no whole blocks")
    return _mixed(secret, start, encrypted)


def decrypt_gcm(secret: bytes, nonce: bytes, encrypted: bytes, place: bytes) -> bytes:
    """Takes the place of AES-GCM."""
    content, tag = encrypted[:-TAG_BYTES], encrypted[-TAG_BYTES:]
    if tag != _tag(secret, nonce, content, place):
        raise ValueError("its tag is another one")
    return _mixed(secret, nonce, content)


def _mixed(secret: bytes, start: bytes, content: bytes) -> bytes:
    stream = hashlib.shake_256(secret + start).digest(len(content))
    return bytes(one ^ other for one, other in zip(content, stream, strict=True))


def _tag(secret: bytes, nonce: bytes, content: bytes, place: bytes) -> bytes:
    return hmac.digest(secret, nonce + place + b"\0" + content, "sha256")[:TAG_BYTES]
