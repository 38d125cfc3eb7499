import socket
import tempfile
import threading
import unittest

import examples  # noqa: F401
from gx_redis.resp import Connection, Refused, ServerError, Unreachable


class Server:
    """Answers each connection with given bytes and notes what it got. A context manager."""

    def __init__(self, answer: bytes, then_close: bool = False, path: str = "") -> None:
        self.answer = answer
        self.path = path
        self.then_close = then_close
        self.received = b""

    def __enter__(self) -> "Server":
        if self.path:
            self.listener, self.port = socket.socket(socket.AF_UNIX), 0
            self.listener.bind(self.path)
            self.listener.listen()
        else:
            self.listener = socket.create_server(("127.0.0.1", 0))
            self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()
        return self

    def _serve(self) -> None:
        connection, _ = self.listener.accept()
        with connection:
            while part := connection.recv(4096):
                self.received += part
                connection.sendall(self.answer)
                if self.then_close:
                    return

    def __exit__(self, *_: object) -> None:
        self.thread.join()
        self.listener.close()


class RespTest(unittest.TestCase):
    def ask(self, answer: bytes, *words: str | int, then_close: bool = False, timeout: float = 5) -> object:
        with Server(answer, then_close) as server, Connection("127.0.0.1", server.port, None, timeout) as connection:
            try:
                return connection.call(*words)
            finally:
                self.server = server

    def test_sends_words_as_bulk_strings(self) -> None:
        self.ask(b"+OK\r\n", "SET", "é", 7)
        self.assertEqual(self.server.received, "*3\r\n$3\r\nSET\r\n$2\r\né\r\n$1\r\n7\r\n".encode())

    def test_reads_every_kind_of_answer(self) -> None:
        for answer, expected in (
            (b"+OK\r\n", "OK"),
            (b":-3\r\n", -3),
            (b"$5\r\na\r\nbc\r\n", "a\r\nbc"),
            (b"$-1\r\n", None),
            (b"*-1\r\n", None),
            (b"*2\r\n*1\r\n:1\r\n$1\r\nx\r\n", [[1], "x"]),
        ):
            with self.subTest(answer=answer):
                self.assertEqual(self.ask(answer, "ANY"), expected)

    def test_sends_bytes_that_are_no_text_back_as_they_came(self) -> None:
        name = self.ask(b"$2\r\n\xff\x80\r\n", "ANY")
        self.ask(b"+OK\r\n", "GET", str(name))
        self.assertEqual(self.server.received, b"*2\r\n$3\r\nGET\r\n$2\r\n\xff\x80\r\n")

    def test_reaches_a_socket_by_its_path(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/socket"
            with self.assertRaisesRegex(Unreachable, f"{path}: "):
                Connection(path, 0, None, 5)
            with Server(b"+PONG\r\n", path=path), Connection(path, 0, None, 5) as connection:
                self.assertEqual(connection.call("PING"), "PONG")

    def test_throws_the_servers_errors(self) -> None:
        with self.assertRaisesRegex(ServerError, "^LOADING the data$"):
            self.ask(b"-LOADING the data\r\n", "PING")

    def test_gives_errors_among_the_answers_to_several_commands(self) -> None:
        with Server(b"+OK\r\n-ERR no\r\n") as server, Connection("127.0.0.1", server.port, None, 5) as connection:
            first, second = connection.call_all([("A",), ("B",)])
        self.assertEqual(first, "OK")
        self.assertIsInstance(second, ServerError)

    def test_is_unreachable_where_the_answer_is_cut_short_or_none(self) -> None:
        for answer in (b"$5\r\nab", b"+O", b"?what\r\n"):
            with self.subTest(answer=answer), self.assertRaises(Unreachable):
                self.ask(answer, "PING", then_close=True)

    def test_is_unreachable_where_no_answer_comes_in_time(self) -> None:
        with self.assertRaisesRegex(Unreachable, "timed out"):
            self.ask(b"", "PING", timeout=0.05)

    def test_tells_that_nobody_listens(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        with self.assertRaises(Refused):
            Connection("127.0.0.1", port, None, 5)
