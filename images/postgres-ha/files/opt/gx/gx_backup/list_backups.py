"""The list of the backups that there are, for people. pgBackRest's own ends well where it couldn't read the repository."""

from gx_program.say import say

from .repository import Repository


def list_backups(repository: Repository) -> dict[str, object]:
    """Prints them, oldest first, and returns what is told of them. Throws Refusal where the repository can't be read."""
    contents = repository.look()
    say(f"{'BACKUP':<33}  {'KIND':<4}  {'ENDED':<22}  {'BYTES':>15}  {'ADDED':>15}")
    for one in contents.backups:
        sizes = f"{one.size_bytes:>15}  {one.repository_bytes:>15}{'  with errors' if one.has_errors else ''}"
        say(f"{one.label:<33}  {one.kind:<4}  {one.ended_at:%Y-%m-%d %H:%M:%S+00}  {sizes}")
    say(f"the log is there up to segment {contents.newest_segment or 'none'}")
    return {"backups": len(contents.backups)}
