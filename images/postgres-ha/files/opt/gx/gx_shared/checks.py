"""What is looked at in what was restored. All throw Refusal for what isn't as it must be, NotYet without an answer."""

from typing import TYPE_CHECKING

from gx_program.say import Refusal

from .command import run_command
from .progress import Waiter

if TYPE_CHECKING:
    from .database import Server

FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, format('%I', conname), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 ORDER BY 1, 2
"""


def require_sound(socket_folder: str, waiter: Waiter, remedy: str) -> None:
    """That tables and indexes of all databases are sound, and that all rows are in their indexes."""
    words = ["pg_amcheck", f"--host={socket_folder}", "--username=postgres", "--all", "--install-missing"]
    ended = run_command([*words, "--heapallindexed"], waiter)
    if ended.code != 0:
        raise Refusal(
            f"pg_amcheck found damage in what was restored (status {ended.code}); the lines above name it. {remedy}"
        )


def require_foreign_keys(server: "Server", database: str) -> int:
    """That every foreign key holds, by making each anew, and returns how many there are."""
    with server.session(database) as session:
        keys = session.rows(FOREIGN_KEYS)
        for table, name, definition in keys:
            session.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {definition}")
    return len(keys)
