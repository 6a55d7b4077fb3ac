"""What asyncio and multiprocessing make of a pair of sockets, made of pipes: programs have no sockets."""

import os
from asyncio import selector_events
from multiprocessing import connection
from typing import Any, Tuple


class End:
    """One end of a pipe, as far as the event loop uses the socket that would be there."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor

    def fileno(self) -> int:
        return self._descriptor

    def recv(self, most: int) -> bytes:
        return os.read(self._descriptor, most)

    def send(self, data: bytes) -> int:
        return os.write(self._descriptor, data)

    def close(self) -> None:
        os.close(self._descriptor)


def _wake_by_pipe(loop: Any) -> None:
    """In place of the loop's `_make_self_pipe`, whose pipe is a pair of sockets."""
    reading, writing = os.pipe()
    loop._ssock, loop._csock = End(reading), End(writing)
    loop._internal_fds += 1
    loop._add_reader(reading, loop._read_from_self)


class BothWays(connection.Connection):
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
    """`multiprocessing.Pipe`: two ends that are connected, the first for reading only unless `duplex`."""
    reading, writing = os.pipe()
    if not duplex:
        return connection.Connection(reading, writable=False), connection.Connection(writing, readable=False)
    back, forth = os.pipe()
    return BothWays(reading, forth), BothWays(back, writing)


def install() -> None:
    """Every event loop and every pipe of multiprocessing is made of these from now on."""
    selector_events.BaseSelectorEventLoop._make_self_pipe = _wake_by_pipe  # type: ignore[attr-defined]
    connection.Pipe = pipe
