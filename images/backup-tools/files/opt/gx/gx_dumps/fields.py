"""Reading JSON field by field, with refusals that name the field, its value and the remedy."""

import json
import re
from pathlib import Path
from typing import Any

from .run import Refusal


def read_json(path: Path, remedy: str) -> object:
    """What the file holds. Throws Refusal, which tells the remedy."""
    try:
        return json.loads(path.read_text())
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}. {remedy}") from None
    except ValueError as error:
        raise Refusal(f"{path}: not JSON ({error}). {remedy}") from None


class Fields:
    """One JSON object. Each method takes a field out; `end` refuses those that nobody took. All throw Refusal."""

    def __init__(self, value: object, whole: str) -> None:
        if not isinstance(value, dict):
            raise Refusal(f"{whole}: {type(value).__name__} is not valid. Give a JSON object.")
        self._left: dict[str, Any] = dict(value)

    def any(self, name: str) -> Any:
        """A field of any type."""
        if name not in self._left:
            raise Refusal(f"{name}: missing. Declare it.")
        return self._left.pop(name)

    def text(self, name: str, form: re.Pattern[str], remedy: str) -> str:
        """A text that is wholly of the form."""
        value = self.any(name)
        if not isinstance(value, str) or not form.fullmatch(value):
            raise Refusal(f"{name}: {value!r} is not valid. {remedy}")
        return value

    def integer(self, name: str, lowest: int, highest: int) -> int:
        """A whole number within the range."""
        value = self.any(name)
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise Refusal(f"{name}: {value!r} is not valid. Give a whole number from {lowest} to {highest}.")
        return value

    def end(self) -> None:
        """Refuses fields that nobody took."""
        for name in self._left:
            raise Refusal(f"{name}: not known. Remove it or correct its name.")
