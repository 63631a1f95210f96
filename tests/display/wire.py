"""Many questions at once over D-Bus (https://dbus.freedesktop.org/doc/dbus-specification.html), each of which has no
arguments but strings.

GIO has a timer, a task and two threads see to every single one of them, which takes as long as the application needs to
answer."""

import os
import socket
import struct

METHOD_CALL, METHOD_RETURN, ERROR = 1, 2, 3
NO_AUTO_START = 2

# Fields of a message's header.
PATH, INTERFACE, MEMBER, REPLY_SERIAL, DESTINATION, SIGNATURE = 1, 2, 3, 5, 6, 8


def _padded(data, step=8):
    return data + bytes(-len(data) % step)


def _string(text):
    data = text.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


def _field(code, kind, value):
    return bytes((code, 1)) + kind + b"\0" + value


def _parse_address(address):
    """Where to connect to: a path, or a name that has none."""
    transport, _, options = address.split(";")[0].partition(":")
    options = dict(option.split("=", 1) for option in options.split(","))
    assert transport == "unix", f"the bus is at {address}"
    return options["path"] if "path" in options else "\0" + options["abstract"]


class Line:
    """A connection to a bus, for questions that have answers of these types: a(so), au, u, and a string as a variant."""

    def __init__(self, address, seconds):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(seconds)
        self.socket.connect(_parse_address(address))
        self.received = bytearray()
        self.serial = 0
        self.heads = {}
        self.socket.sendall(b"\0AUTH EXTERNAL %s\r\n" % str(os.getuid()).encode().hex().encode())
        greeting = b""
        while not greeting.endswith(b"\r\n"):
            greeting += self.socket.recv(4096)
        assert greeting.startswith(b"OK "), greeting
        self.socket.sendall(b"BEGIN\r\n")
        self.ask([("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello", ())])

    def ask(self, questions):
        """The answers to all (owner, path, interface, method, strings), None where what was asked has gone, or says
        nothing."""
        first = self.serial + 1
        self.socket.sendall(b"".join(map(self._write, questions)))
        answers = [None] * len(questions)
        missing = len(questions)
        while missing:
            try:
                serial, answer = self._read()
            except TimeoutError:
                break  # whatever comes later is nobody's
            if serial is not None and serial >= first:
                answers[serial - first] = answer
                missing -= 1
        return answers

    def _write(self, question):
        owner, path, interface, method, strings = question
        kind = owner, interface, method, len(strings)
        if kind not in self.heads:
            fields = [(INTERFACE, interface), (MEMBER, method), (DESTINATION, owner)]
            head = b"".join(_padded(_field(code, b"s", _string(text))) for code, text in fields)
            if strings:
                types = b"s" * len(strings)
                head += _padded(_field(SIGNATURE, b"g", bytes((len(types),)) + types + b"\0"))
            self.heads[kind] = head
        body = b""
        for text in strings:
            body = _padded(body, 4) + _string(text)
        fields = self.heads[kind] + _field(PATH, b"o", _string(path))
        self.serial += 1
        return (
            struct.pack("<cBBBIII", b"l", METHOD_CALL, NO_AUTO_START, 1, len(body), self.serial, len(fields)) + _padded(fields) + body
        )

    def _take(self, size):
        """So many bytes of what comes, all of which stay to be taken."""
        while len(self.received) < size:
            data = self.socket.recv(1 << 18)
            if not data:
                raise ConnectionError("the bus has gone")
            self.received += data

    def _read(self):
        """The serial number of the question that a message answers, or None, and the answer."""
        self._take(16)
        order, kind, _, _, size, _, fields = struct.unpack_from("<cBBBIII", self.received)
        assert order == b"l", "another order of bytes"
        begin = (16 + fields + 7) & ~7
        self._take(begin + size)
        message = bytes(self.received[: begin + size])
        del self.received[: begin + size]
        if kind not in (METHOD_RETURN, ERROR):
            return None, None
        serial, types, place = None, "", 16
        while place < 16 + fields:
            place = (place + 7) & ~7
            code, form = message[place], message[place + 2 : place + 3]
            place += 4
            if form == b"g":
                end = place + 1 + message[place]
                if code == SIGNATURE:
                    types = message[place + 1 : end].decode()
                place = end + 1
                continue
            place = (place + 3) & ~3
            (number,) = struct.unpack_from("<I", message, place)
            if code == REPLY_SERIAL:
                serial = number
            place += 4 if form == b"u" else 5 + number
        return serial, None if kind == ERROR else _unpack(types, message[begin:])


def _unpack(types, body):
    if types == "u":
        return struct.unpack_from("<I", body)
    if types == "au":
        (size,) = struct.unpack_from("<I", body)
        return (list(struct.unpack_from(f"<{size // 4}I", body, 4)),)
    if types == "a(so)":
        (size,) = struct.unpack_from("<I", body)
        pairs, place = [], 8
        while place < 8 + size:
            owner, place = _read_string(body, (place + 7) & ~7)
            path, place = _read_string(body, (place + 3) & ~3)
            pairs.append((owner, path))
        return (pairs,)
    if types == "v" and body.startswith(b"\1s\0"):
        return (_read_string(body, 4)[0],)
    if types in ("", "s"):
        return ()
    raise ValueError(f"an answer of type {types}")


def _read_string(body, place):
    (size,) = struct.unpack_from("<I", body, place)
    return body[place + 4 : place + 4 + size].decode(), place + size + 5
