"""All Sentinels at once, by connections that are kept."""

from concurrent.futures import Future, ThreadPoolExecutor, wait

from . import access
from .member import Member
from .resp import Connection, ServerError, Unreachable
from .sentinels import View, ask

# More than a round trip to the farthest; a connection that has to be made first answers a later question.
PATIENCE_SECONDS = 0.5


class Peers:
    """The Sentinels of all members, or of those named, at their stable addresses."""

    def __init__(self, member: Member, names: tuple[str, ...] | None = None) -> None:
        self._member = member
        self._names = names or member.cluster.members
        self._addresses: dict[str, str] = {}
        self._connections: dict[str, Connection] = {}
        self._asked: dict[str, Future[View | None]] = {}
        # So that one that doesn't answer doesn't delay what the others say.
        self._pool = ThreadPoolExecutor(max_workers=len(self._names))

    def stay_connected(self) -> None:
        """Asks all without waiting, so that there are connections by the time that answers are needed: with a node and its name
        server lost, a name may take a minute to resolve."""
        self._asked = {name: future for name, future in self._asked.items() if not future.done()}
        self._ask()

    def views(self) -> list[View]:
        """What each Sentinel that knows the group says, of those that have answered by now."""
        self._ask()
        answered = wait(self._asked.values(), PATIENCE_SECONDS).done
        views = [future.result() for future in answered]
        self._asked = {name: future for name, future in self._asked.items() if future not in answered}
        return [view for view in views if view]

    def close(self) -> None:
        """Ends all connections."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for connection in list(self._connections.values()):
            connection.close()

    def _ask(self) -> None:
        for name in self._names:
            if name not in self._asked:
                self._asked[name] = self._pool.submit(self._view, name)

    def _view(self, name: str) -> View | None:
        try:
            # For good, as Sentinels take each other's.
            if name not in self._addresses:
                self._addresses[name] = self._member.stable_address(name)
            if name not in self._connections:
                self._connections[name] = access.sentinel(self._member, self._addresses[name])
            return ask(self._connections[name], self._member.cluster.group)
        except (Unreachable, ServerError):
            broken = self._connections.pop(name, None)
            if broken:
                broken.close()
            return None
