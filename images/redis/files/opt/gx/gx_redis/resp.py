"""A connection to a server or a Sentinel: RESP version 2, which both speak, over TLS."""

import select
import socket
import ssl
from contextlib import suppress
from typing import Any


class Unreachable(Exception):
    """No usable answer came: the name doesn't resolve, nobody listens, TLS failed, or it took too long."""


class Refused(Unreachable):
    """Nobody listens there."""


class ServerError(Exception):
    """The error that a server answered with; its first word tells which, such as LOADING."""


class Connection:
    """One connection. Whatever fails with Unreachable closes it. A context manager."""

    def __init__(
        self,
        host: str,
        port: int,
        context: ssl.SSLContext | None,
        timeout_seconds: float,
        source_ip: str | None = None,
    ) -> None:
        """Throws Unreachable, Refused. `timeout_seconds` bounds each step: connecting, TLS, sending, each part of an answer.

        A host that begins with / is the path of a Unix socket, which has no port and no TLS.
        """
        self._where = host if host.startswith("/") else f"{host}:{port}"
        try:
            self._socket = _connected(host, port, timeout_seconds, source_ip)
        except ConnectionRefusedError:
            raise Refused(f"{self._where} refuses connections") from None
        except OSError as error:
            raise Unreachable(f"{self._where}: {error}") from None
        try:
            if context is not None:
                # Every member's certificate has this name; its addresses are no names.
                self._socket = context.wrap_socket(self._socket, server_hostname="localhost")
            self._file = self._socket.makefile("rb")
        except OSError as error:
            self._socket.close()
            raise Unreachable(f"{self._where}: {error}") from None

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection; may be repeated."""
        for one in (self._file, self._socket):
            with suppress(OSError):
                one.close()

    def call(self, *words: str | int) -> Any:
        """Sends a command and returns its answer: str, int, None or a list of these. Throws ServerError, Unreachable."""
        (answer,) = self.call_all([words])
        if isinstance(answer, ServerError):
            raise answer
        return answer

    def call_all(self, commands: list[tuple[str | int, ...]]) -> list[Any]:
        """Sends commands at once, which the other side then runs with nothing between them; errors are among the answers."""
        try:
            self._socket.sendall(b"".join(_encoded(words) for words in commands))
            return [self._read() for _ in commands]
        except (OSError, ValueError) as error:
            self.close()
            raise Unreachable(f"{self._where}: {error or type(error).__name__}") from None

    def wait_for_message(self, seconds: float) -> None:
        """Waits at most so long for something to arrive that nobody asked for, and reads it. Throws Unreachable."""
        try:
            if select.select([self._socket], [], [], seconds)[0]:
                self._read()
        except (OSError, ValueError) as error:
            self.close()
            raise Unreachable(f"{self._where}: {error or type(error).__name__}") from None

    def _read(self) -> Any:
        line = self._file.readline()
        if not line.endswith(b"\r\n"):
            raise ValueError("the connection ended")
        kind, rest = line[:1], line[1:-2].decode(errors="replace")
        if kind == b"+":
            return rest
        if kind == b"-":
            return ServerError(rest)
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return self._read_bytes(int(rest))
        if kind == b"*":
            return None if rest == "-1" else [self._read() for _ in range(int(rest))]
        raise ValueError(f"the answer begins with {line[:20]!r}, which isn't RESP 2")

    def _read_bytes(self, length: int) -> str | None:
        if length < 0:
            return None
        found = self._file.read(length + 2)
        if len(found) != length + 2:
            raise ValueError("the connection ended")
        # Names of keys are any bytes: they can be sent back as they came.
        return found[:-2].decode(errors="surrogateescape")


def _connected(host: str, port: int, timeout_seconds: float, source_ip: str | None) -> socket.socket:
    if host.startswith("/"):
        local = socket.socket(socket.AF_UNIX)
        try:
            local.settimeout(timeout_seconds)
            local.connect(host)
        except BaseException:
            local.close()
            raise
        return local
    remote = socket.create_connection((host, port), timeout_seconds, None if source_ip is None else (source_ip, 0))
    remote.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return remote


def _encoded(words: tuple[str | int, ...]) -> bytes:
    parts = [str(word).encode(errors="surrogateescape") for word in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
