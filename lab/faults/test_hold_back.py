"""The messages to and from the kernel. That packets are late then is seen by `npm run drill -- faults`."""

import struct
import unittest

import hold_back


class Messages(unittest.TestCase):
    """What is sent is read as it was sent, and what the kernel sends is understood."""

    def test_a_message_is_read_as_it_was_written(self) -> None:
        written = hold_back.message(7, 3, b"abcd", 1)
        self.assertEqual(hold_back.messages(written + written), [(7, written[16:])] * 2)

    def test_attributes_are_padded_to_four_bytes(self) -> None:
        self.assertEqual(hold_back.attribute(2, b"abcde"), struct.pack("=HH", 9, 2) + b"abcde\0\0\0")

    def test_half_a_message_is_none(self) -> None:
        self.assertEqual(hold_back.messages(b"\1\0\0\0" * 4), [])
        self.assertEqual(hold_back.messages(b"\1"), [])

    def test_the_number_of_a_packet_is_found_among_other_attributes(self) -> None:
        other = hold_back.attribute(9, b"12345")
        header = hold_back.attribute(hold_back.PACKET_HEADER, struct.pack("!LHB", 77, 0x0800, 2))
        self.assertEqual(hold_back.packet_number(bytes(4) + other + header), 77)
        self.assertIsNone(hold_back.packet_number(bytes(4) + other))

    def test_a_verdict_names_the_packet(self) -> None:
        [(kind, body)] = hold_back.messages(hold_back.accept(3, 77))
        self.assertEqual(kind, hold_back.VERDICT)
        self.assertEqual(struct.unpack_from("!BBH", body), (0, 0, 3))
        self.assertEqual(struct.unpack_from("!LL", body, 8), (hold_back.ACCEPT, 77))


if __name__ == "__main__":
    unittest.main()
