"""Reading YAML, of which JSON is a part. Errors don't show what stands there: it may be a key."""

from typing import Any


def load_yaml(content: bytes) -> Any:
    """What the document holds. Throws ValueError, which tells the line."""
    # Tests replace this function, and need no package then.
    import yaml

    try:
        return yaml.safe_load(content)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ValueError(f"line {mark.line + 1}" if mark else "somewhere") from None
    except (yaml.YAMLError, ValueError):
        raise ValueError("something that no YAML has") from None
