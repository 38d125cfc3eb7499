"""The dump's file: a tar of a snapshot and what it can't be restored without, named as K3s' folder on a server has them."""

import hashlib
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from gx_program.deadline import Deadline
from gx_program.say import Refusal

from .copying import copy_bytes

ARCHIVE = "etcd.tar"
TOKEN, ENCRYPTION = "token", "encryption-config.yaml"
# What is in it is for root alone; the archive is read by the next container of the pod, which is another user.
PRIVATE, READABLE = 0o600, 0o644
# A whole archive ends with one of tar's records.
RECORD_BYTES = tarfile.RECORDSIZE


class Unpacked(NamedTuple):
    """What was in it beside the snapshot."""

    token: bytes
    encryption: bytes


def members_of(snapshot: str) -> tuple[str, str, str]:
    """The names of all files in it, in their order, by the snapshot's name."""
    return TOKEN, ENCRYPTION, f"db/snapshots/{snapshot}"


def hashed_of(snapshot: str) -> tuple[str, str]:
    """The names of those whose SHA-256 the facts have, in their order.

    Facts go into a manifest that isn't encrypted, and a token that somebody chose could be guessed from its hash. What
    fetches the archive checks the hash of the whole, and K3s' own data proves the token.
    """
    _token, encryption, member = members_of(snapshot)
    return encryption, member


def write_archive(file: Path, small: Unpacked, snapshot: tuple[str, Path], moment: float) -> None:
    """Writes it; `snapshot` is its name and where it lies. The same content is the same bytes."""
    token, encryption, member = members_of(snapshot[0])
    with tarfile.open(file, "w:") as archive, snapshot[1].open("rb") as stream:
        _add(archive, token, len(small.token), io.BytesIO(small.token), moment)
        _add(archive, encryption, len(small.encryption), io.BytesIO(small.encryption), moment)
        _add(archive, member, snapshot[1].stat().st_size, stream, moment)
    file.chmod(READABLE)


def read_archive(
    file: Path, snapshot: tuple[str, Path], hashes: Mapping[str, str], remedy: str, deadline: Deadline
) -> Unpacked:
    """Unpacks a whole one whose files have these SHA-256, the snapshot to where it is to lie. Throws Refusal where it isn't one."""
    small: list[bytes] = []
    members, hashed = members_of(snapshot[0]), hashed_of(snapshot[0])
    try:
        if file.stat().st_size % RECORD_BYTES:
            raise tarfile.ReadError("it isn't of whole records")
        with tarfile.open(file, "r:") as archive:
            names = [one.name if one.isreg() else f"{one.name} (no plain file)" for one in archive.getmembers()]
            if names != [*members]:
                raise Refusal(f"{file} has {', '.join(names) or 'nothing'}, and not {', '.join(members)}. {remedy}")
            for name in members:
                target = snapshot[1].open("wb") if name == members[-1] else io.BytesIO()
                with target:
                    found = _unpack(archive, name, target, deadline)
                    small += [target.getvalue()] if isinstance(target, io.BytesIO) else []
                if name in hashed and found != hashes[name]:
                    raise Refusal(
                        f"{name} in {file} has SHA-256 {found}, and its facts say {hashes[name]}: they aren't of one "
                        f"dump, or it was changed. {remedy}"
                    )
    except tarfile.TarError as error:
        raise Refusal(f"{file}: cut off or spoilt ({type(error).__name__} {error}). {remedy}") from None
    except FileNotFoundError as error:
        raise Refusal(f"{file}: {error.strerror}. The container fetch lays it there.") from None
    return Unpacked(*small)


def sha256_of(content: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _add(archive: tarfile.TarFile, name: str, size: int, content: BinaryIO, moment: float) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, PRIVATE, int(moment)
    archive.addfile(member, content)


def _unpack(archive: tarfile.TarFile, name: str, target: BinaryIO, deadline: Deadline) -> str:
    member = archive.getmember(name)
    content = archive.extractfile(member)
    assert content
    with content:
        return copy_bytes(content, target, member.size, f"unpack {name}", deadline).hexdigest()
