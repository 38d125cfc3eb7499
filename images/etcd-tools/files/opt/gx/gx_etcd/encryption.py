"""The API server's EncryptionConfiguration, as far as it is about Secrets. No key is ever told."""

import base64
from dataclasses import dataclass
from typing import Any

from gx_program.say import Refusal

from .yaml_document import load_yaml

KIND = "EncryptionConfiguration"
# As the API server reads a rule's resources: of the group without a name, and of all groups.
SECRETS = ("secrets", "*.", "*.*")
IN_THE_CLEAR = "identity"
# What has its keys in the configuration, and which lengths these may have.
AES = ("aescbc", "aesgcm")
KEY_BYTES = (16, 24, 32)


@dataclass(frozen=True)
class Key:
    """One of a provider's."""

    name: str
    secret: bytes


@dataclass(frozen=True)
class Provider:
    """What encrypts; its keys are read where they can be used here, and none otherwise."""

    kind: str
    keys: tuple[Key, ...]


def providers_of(content: bytes, where: str, remedy: str) -> tuple[Provider, ...]:
    """What Secrets are encrypted by: the first with its first key, the others were once. Throws Refusal, never showing content."""
    try:
        return _providers(_rule(load_yaml(content)))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Refusal(f"{where}: no {KIND} that encrypts Secrets: {_why(error)}. {remedy}") from None


def _why(error: Exception) -> str:
    """Without values, which may be keys."""
    if isinstance(error, KeyError):
        return f"it lacks {error.args[0]}"
    return str(error) if isinstance(error, ValueError) else f"it has another form ({type(error).__name__})"


def _rule(document: Any) -> list[dict[str, Any]]:
    """The providers of the first rule about Secrets, which is the one that holds."""
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise ValueError(f"its kind isn't {KIND}")
    for rule in document["resources"]:
        if any(name in SECRETS for name in rule["resources"]):
            found: list[dict[str, Any]] = rule["providers"]
            return found
    raise ValueError("its resources don't name secrets")


def _providers(rule: list[dict[str, Any]]) -> tuple[Provider, ...]:
    if not rule:
        raise ValueError("it has no provider for secrets")
    if IN_THE_CLEAR in rule[0]:
        raise ValueError(f"the first provider for secrets is {IN_THE_CLEAR}, so they lie in etcd in the clear")
    return tuple(_provider(kind, options) for one in rule for kind, options in one.items())


def _provider(kind: str, options: Any) -> Provider:
    return Provider(kind, tuple(_key(kind, key) for key in options["keys"]) if kind in AES else ())


def _key(kind: str, key: dict[str, str]) -> Key:
    name = key["name"]
    try:
        secret = base64.b64decode(key["secret"], validate=True)
    except (ValueError, TypeError):
        raise ValueError(f"the secret of key {name!r} of {kind} isn't base64") from None
    if len(secret) not in KEY_BYTES:
        raise ValueError(f"the secret of key {name!r} of {kind} is of {len(secret)} bytes, not of 16, 24 or 32")
    return Key(name, secret)
