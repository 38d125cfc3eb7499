"""AES as the API server and K3s use it. Tests replace both functions, and need no package then."""


def decrypt_cbc(secret: bytes, start: bytes, encrypted: bytes) -> bytes:
    """Decrypts by AES-CBC, with the padding; `start` is the initialization vector. Throws ValueError."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    decryptor = Cipher(algorithms.AES(secret), modes.CBC(start)).decryptor()
    return decryptor.update(encrypted) + decryptor.finalize()


def decrypt_gcm(secret: bytes, nonce: bytes, encrypted: bytes, place: bytes) -> bytes:
    """Decrypts by AES-GCM what belongs to a place, and there alone; an empty one is none. Throws ValueError where it doesn't or isn't of this key."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(secret).decrypt(nonce, encrypted, place)
    except InvalidTag:
        raise ValueError("its tag is another one") from None
