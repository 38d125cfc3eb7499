"""What may be told of lines of PostgreSQL and its programs: an error quotes the values of a row that it is about."""

import re

# Such as: invalid input syntax for type integer: "...", and: value "..." is out of range.
QUOTED = re.compile(r'(: |\bvalue )".*')


def without_values(line: str) -> str:
    """The line, without what it quotes of a row."""
    return QUOTED.sub(r"\1(not shown)", line)


def own_lines_of(program: str, line: str) -> str | None:
    """The line without values where a client program begins it; None for what follows of a server's error, or of rows."""
    return without_values(line) if line.startswith(f"{program}: ") else None
