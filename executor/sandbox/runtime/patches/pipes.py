"""Replaces socket pairs in asyncio and multiprocessing by pipes: programs have no sockets."""

import os
from asyncio import selector_events
from multiprocessing import connection
from typing import Any, Tuple


class PipeEnd:
    """One end of a pipe, with the methods of a socket that the event loop uses."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor

    def fileno(self) -> int:
        return self._descriptor

    def recv(self, max_bytes: int) -> bytes:
        return os.read(self._descriptor, max_bytes)

    def send(self, data: bytes) -> int:
        return os.write(self._descriptor, data)

    def close(self) -> None:
        os.close(self._descriptor)


def _make_self_pipe(loop: Any) -> None:
    """Replaces the event loop's method of that name, which makes a socket pair."""
    reading, writing = os.pipe()
    loop._ssock, loop._csock = PipeEnd(reading), PipeEnd(writing)
    loop._internal_fds += 1
    loop._add_reader(reading, loop._read_from_self)


class DuplexConnection(connection.Connection):
    """Reads from one pipe and writes to another."""

    def __init__(self, reading: int, writing: int) -> None:
        super().__init__(reading)
        self._writing = writing

    def _send(self, buf: Any, write: Any = os.write) -> None:
        super()._send(buf, lambda _, data: write(self._writing, data))  # type: ignore[misc]

    def _close(self, _close: Any = os.close) -> None:
        super()._close(_close)  # type: ignore[misc]
        _close(self._writing)


def pipe(duplex: bool = True) -> Tuple[connection.Connection, connection.Connection]:
    """Replaces `multiprocessing.Pipe`. Without `duplex` the first connection only reads and the second only writes."""
    reading, writing = os.pipe()
    if not duplex:
        return connection.Connection(reading, writable=False), connection.Connection(writing, readable=False)
    other_reading, other_writing = os.pipe()
    return DuplexConnection(reading, other_writing), DuplexConnection(other_reading, writing)


def install() -> None:
    selector_events.BaseSelectorEventLoop._make_self_pipe = _make_self_pipe  # type: ignore[attr-defined]
    connection.Pipe = pipe
