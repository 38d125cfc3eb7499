"""Reading JSON field by field, with refusals that name the field, its value and the remedy."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from .mounted import read_mounted
from .say import Refusal

LONGEST_RUN_SECONDS = 7 * 86400


class Form(NamedTuple):
    """What a text wholly is, and what is said where one isn't."""

    pattern: re.Pattern[str]
    remedy: str


NOT_EMPTY = Form(re.compile(r".+", re.DOTALL), "Give a text.")


def refuse(path: str, value: object, remedy: str) -> Refusal:
    """A refusal of one field. Secrets never come here: values are shown."""
    return Refusal(f"{path}: {value!r} is not valid. {remedy}")


def read_json(file: Path, remedy: str) -> object:
    """What the file holds. Throws Refusal, which tells the remedy."""
    text = read_mounted(file, remedy)
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refusal(f"{file}: not JSON ({error}). {remedy}") from None


class Fields:
    """One JSON object. Each method takes a field out; `end` refuses those that nobody took. All throw Refusal."""

    def __init__(self, value: object, path: str = "") -> None:
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

    def text(self, name: str, form: Form = NOT_EMPTY) -> str:
        """A text of the form."""
        return _text(self.any(name), self.path(name), form)

    def texts(self, name: str, form: Form = NOT_EMPTY, least: int = 0) -> tuple[str, ...]:
        """A list of texts of the form, each once."""
        values = self.items(name, least)
        found = tuple(_text(value, f"{self.path(name)}[{index}]", form) for index, value in enumerate(values))
        if len(set(found)) != len(found):
            raise refuse(self.path(name), values, "Name each once.")
        return found

    def integer(self, name: str, lowest: int, highest: int) -> int:
        """A whole number within the range."""
        value = self.any(name)
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise refuse(self.path(name), value, f"Give a whole number from {lowest} to {highest}.")
        return value

    def port(self, name: str) -> int:
        """The number of a port."""
        return self.integer(name, 1, 65535)

    def timeout_seconds(self) -> int:
        """How long a run may take: the field timeoutSeconds."""
        return self.integer("timeoutSeconds", 1, LONGEST_RUN_SECONDS)

    def boolean(self, name: str) -> bool:
        """True or false."""
        value = self.any(name)
        if not isinstance(value, bool):
            raise refuse(self.path(name), value, "Give true or false.")
        return value

    def items(self, name: str, least: int = 0) -> list[Any]:
        """A list of at least so many."""
        value = self.any(name)
        if not isinstance(value, list) or len(value) < least:
            raise refuse(self.path(name), value, f"Give a list of at least {least}." if least else "Give a list.")
        return value

    def object(self, name: str) -> "Fields":
        """An object."""
        return Fields(self.any(name), self.path(name))

    def objects(self, name: str, least: int = 0) -> list["Fields"]:
        """A list of at least so many objects."""
        items = self.items(name, least)
        return [Fields(value, f"{self.path(name)}[{index}]") for index, value in enumerate(items)]

    def end(self) -> None:
        """Refuses fields that nobody took."""
        for name in self._left:
            raise Refusal(f"{self.path(name)}: not known. Remove it or correct its name.")


def _text(value: object, path: str, form: Form) -> str:
    if not isinstance(value, str) or not form.pattern.fullmatch(value):
        raise refuse(path, value, form.remedy)
    return value
