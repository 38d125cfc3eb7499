"""The token of K3s' servers, with which K3s reads what it keeps in etcd of itself. It is never told."""

from gx_program.say import Refusal


def require_token(content: bytes, where: str, remedy: str) -> None:
    """Throws Refusal unless this is one line with something in it."""
    lines = content.splitlines()
    if len(lines) == 1 and lines[0].strip():
        return
    found = f"{len(lines)} lines" if len(lines) > 1 else "nothing in it"
    raise Refusal(f"{where}: it has {found}, and a token is one line. {remedy}")
