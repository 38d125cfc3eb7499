"""All Sentinels at once, by connections that are kept."""

from concurrent.futures import ThreadPoolExecutor

from . import access
from .member import Member
from .resp import Connection, ServerError, Unreachable
from .sentinels import View, ask


class Peers:
    """The Sentinels of all members, at their stable addresses. Those that don't answer are left out."""

    def __init__(self, member: Member, names: tuple[str, ...] | None = None) -> None:
        self._member = member
        self._names = names or member.cluster.members
        self._connections: dict[str, Connection] = {}
        # So that one that doesn't answer doesn't delay what the others say.
        self._pool = ThreadPoolExecutor(max_workers=len(self._names))

    def views(self) -> list[View]:
        """What each Sentinel that answers and knows the group says."""
        return [view for view in self._pool.map(self._view, self._names) if view]

    def close(self) -> None:
        """Ends all connections."""
        self._pool.shutdown()
        for connection in self._connections.values():
            connection.close()

    def _view(self, name: str) -> View | None:
        try:
            if name not in self._connections:
                self._connections[name] = access.sentinel(self._member, self._member.stable_address(name))
            return ask(self._connections[name], self._member.cluster.group)
        except (Unreachable, ServerError):
            broken = self._connections.pop(name, None)
            if broken:
                broken.close()
            return None
