"""Reading JSON field by field, with refusals that name the field, its value and the remedy."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .progress import Refusal

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,62}")


def refuse(path: str, value: object, remedy: str) -> Refusal:
    """A refusal of one field. Verifiers never come here: values are shown."""
    return Refusal(f"{path}: {value!r} is not valid. {remedy}")


def read_json(path: Path, mount: str) -> object:
    """What the file holds. Throws Refusal, which says to `mount` what belongs there."""
    try:
        return json.loads(path.read_text())
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}. {mount}") from None
    except ValueError as error:
        raise Refusal(f"{path}: not JSON ({error}). {mount}") from None


class Fields:
    """One JSON object. Each method takes a field out; `end` refuses those that nobody took."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise refuse(path or "the whole", type(value).__name__, "Give a JSON object.")
        self._left: dict[str, Any] = dict(value)
        self._path = path

    def path(self, name: str) -> str:
        """The full name of a field."""
        return f"{self._path}.{name}".strip(".")

    def has(self, name: str) -> bool:
        """Whether an optional field is there."""
        return name in self._left

    def any(self, name: str) -> Any:
        """A field of any type."""
        if name not in self._left:
            raise Refusal(f"{self.path(name)}: missing. Declare it.")
        return self._left.pop(name)

    def text(self, name: str, choices: Sequence[str] = ()) -> str:
        """A text that isn't empty, one of `choices` if there are any."""
        value = self.any(name)
        if not isinstance(value, str) or not value or (choices and value not in choices):
            raise refuse(self.path(name), value, f"Give {'one of ' + ', '.join(choices) if choices else 'a text'}.")
        return value

    def identifier(self, name: str) -> str:
        """A name in PostgreSQL that needs no quotes."""
        return identifier(self.any(name), self.path(name))

    def identifiers(self, name: str) -> tuple[str, ...]:
        """A list of names in PostgreSQL, each once."""
        values = self.items(name)
        if len(set(map(str, values))) != len(values):
            raise refuse(self.path(name), values, "Name each once.")
        return tuple(identifier(value, f"{self.path(name)}[{index}]") for index, value in enumerate(values))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts that aren't empty, each once; at least one."""
        values = self.items(name)
        if not values or not all(isinstance(one, str) and one for one in values) or len(set(values)) != len(values):
            raise refuse(self.path(name), values, "Give a list of texts, each once.")
        return tuple(values)

    def integer(self, name: str, lowest: int, highest: int) -> int:
        """A whole number within the range."""
        value = self.any(name)
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise refuse(self.path(name), value, f"Give a whole number from {lowest} to {highest}.")
        return value

    def boolean(self, name: str) -> bool:
        """True or false."""
        value = self.any(name)
        if not isinstance(value, bool):
            raise refuse(self.path(name), value, "Give true or false.")
        return value

    def items(self, name: str) -> list[Any]:
        """A list."""
        value = self.any(name)
        if not isinstance(value, list):
            raise refuse(self.path(name), value, "Give a list.")
        return value

    def objects(self, name: str) -> list["Fields"]:
        """A list of objects."""
        return [Fields(value, f"{self.path(name)}[{index}]") for index, value in enumerate(self.items(name))]

    def end(self) -> None:
        """Refuses fields that nobody took."""
        for name in self._left:
            raise Refusal(f"{self.path(name)}: not known. Remove it or correct its name.")


def identifier(value: object, path: str) -> str:
    """The value if it is a name in PostgreSQL that needs no quotes. Throws Refusal."""
    if not isinstance(value, str) or not IDENTIFIER.fullmatch(value):
        raise refuse(path, value, "Use a-z, 0-9 and _, beginning with a letter, at most 63 characters.")
    return value
