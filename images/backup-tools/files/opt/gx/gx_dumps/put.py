"""Uploading a file so that it is there: read back, and removed again where it isn't the same."""

from pathlib import Path

from gx_program.say import Refusal, say

from .digest import Digest, Digester
from .store import Store


def put(store: Store, file: Path, path: str, digest: Digest) -> None:
    """Uploads a file of that digest. Throws StoreFailed, Refusal where it reads back differently."""
    say(f"uploading {store.source}/{path}, {digest.bytes} bytes")
    store.upload(file, path)
    say("reading it back")
    digester = Digester()
    store.read(path, digester.take)
    if digester.digest != digest:
        store.remove(path)
        raise Refusal(
            f"{store.source}/{path} reads back as {digester.digest.bytes} bytes with SHA-256 {digester.digest.sha256}, "
            f"and {digest.bytes} with {digest.sha256} were uploaded. It was removed again, and no backup was. Look at "
            f"the disk of {store.called}, then run this again."
        )
