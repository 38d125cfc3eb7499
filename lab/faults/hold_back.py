"""Holds back the packets that the kernel hands to a queue of netfilter, each for the same time.

Call: hold_back.py QUEUE MILLISECONDS READY_FILE. The rules that lead packets here say which; they pass at once while this
doesn't run (--queue-bypass). Speaks nfnetlink_queue (linux/netfilter/nfnetlink_queue.h), which takes no library.
"""

import select
import socket
import struct
import sys
import time
from collections import deque
from pathlib import Path

NETLINK_NETFILTER = 12
REQUEST_ACK = 0x1 | 0x4
ERROR = 2
QUEUE = 3 << 8
PACKET, VERDICT, CONFIG = QUEUE | 0, QUEUE | 1, QUEUE | 2
# Attributes and values of these messages.
CONFIG_COMMAND, CONFIG_PARAMETERS, CONFIG_MOST_PACKETS = 1, 2, 3
BIND = 1
COPY_NO_CONTENT = 1
PACKET_HEADER, VERDICT_HEADER = 1, 2
ACCEPT = 1
# More packets than these in flight are lost, as in a router.
MOST_PACKETS = 65536
BUFFER_BYTES = 8 << 20
SO_RCVBUFFORCE = 33


def attribute(kind: int, content: bytes) -> bytes:
    """One attribute of a netlink message, padded."""
    length = 4 + len(content)
    return struct.pack("=HH", length, kind) + content + bytes(-length % 4)


def message(kind: int, queue: int, attributes: bytes, flags: int) -> bytes:
    """A message to a queue."""
    body = struct.pack("!BBH", socket.AF_UNSPEC, 0, queue) + attributes
    return struct.pack("=LHHLL", 16 + len(body), kind, flags, 0, 0) + body


def messages(data: bytes) -> list[tuple[int, bytes]]:
    """The kinds and bodies of the messages in what was received."""
    found: list[tuple[int, bytes]] = []
    while len(data) >= 16:
        length, kind = struct.unpack_from("=LH", data)
        if length < 16:
            break
        found.append((kind, data[16:length]))
        data = data[(length + 3) & ~3 :]
    return found


def packet_number(body: bytes) -> int | None:
    """The number of the packet that a message tells of; None where it tells of none."""
    rest = body[4:]
    while len(rest) >= 4:
        length, kind = struct.unpack_from("=HH", rest)
        if length < 4:
            break
        if kind & 0x3FFF == PACKET_HEADER:
            return int(struct.unpack_from("!L", rest, 4)[0])
        rest = rest[(length + 3) & ~3 :]
    return None


def accept(queue: int, number: int) -> bytes:
    """What lets a packet go on."""
    return message(VERDICT, queue, attribute(VERDICT_HEADER, struct.pack("!LL", ACCEPT, number)), 0x1)


def configure(link: socket.socket, queue: int, attributes: bytes) -> None:
    """Sets a queue up. Raises OSError with what the kernel says."""
    link.send(message(CONFIG, queue, attributes, REQUEST_ACK))
    for kind, body in messages(link.recv(1 << 16)):
        if kind == ERROR and (code := -struct.unpack_from("=l", body)[0]):
            raise OSError(code, f"the kernel refuses queue {queue}")


def hold_back(link: socket.socket, queue: int, seconds: float) -> None:
    """Lets each packet go on after this time, for ever."""
    waiting: deque[tuple[float, int]] = deque()
    while True:
        timeout = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        if select.select([link], [], [], timeout)[0]:
            try:
                received = messages(link.recv(1 << 16))
            except OSError:  # More came than the buffer holds: these are lost.
                continue
            due = time.monotonic() + seconds
            waiting.extend((due, number) for kind, body in received if (number := packet_number(body)) is not None)
        while waiting and waiting[0][0] <= time.monotonic():
            link.send(accept(queue, waiting.popleft()[1]))


def main(queue: int, milliseconds: int, ready_file: Path) -> None:
    """Binds the queue, says so by a file, and holds back."""
    link = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
    link.bind((0, 0))
    link.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES)
    configure(link, queue, attribute(CONFIG_COMMAND, struct.pack("!BBH", BIND, 0, socket.AF_INET)))
    configure(link, queue, attribute(CONFIG_PARAMETERS, struct.pack("!LB", 0, COPY_NO_CONTENT)))
    configure(link, queue, attribute(CONFIG_MOST_PACKETS, struct.pack("!L", MOST_PACKETS)))
    ready_file.touch()
    hold_back(link, queue, milliseconds / 1000)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
