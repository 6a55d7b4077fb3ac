"""multiprocessing's Listener and Client inside one process, made of pipes: programs have no sockets.

Another process cannot be reached this way: it would have to be sent the pipes, which takes a socket.
"""

import itertools
import os
import queue
import threading
from multiprocessing import connection
from typing import Any, Dict, Optional

from .pipes import pipe

ONE_PROCESS = (
    'A Listener of multiprocessing is reached from the threads of its own process only: there are no sockets here. '
    'Between processes use a Pipe or a Queue that was made before they were started.'
)
LOOK_EVERY = 0.2

_listeners: Dict[Any, 'Listener'] = {}
_ports = itertools.count(50_000)


class Listener:
    """What `connection.SocketListener` offers to `connection.Listener`."""

    def __init__(self, address: Any, family: str, backlog: int = 1) -> None:
        if family == 'AF_INET' and address[1] == 0:
            address = (address[0], next(_ports))
        if address in _listeners:
            raise OSError(98, 'Address already in use')
        self._address = address
        self._last_accepted = None
        self._owner = os.getpid()
        self._waiting: queue.SimpleQueue[Optional[connection.Connection]] = queue.SimpleQueue()
        _listeners[address] = self

    def connect(self) -> connection.Connection:
        if os.getpid() != self._owner:
            raise ConnectionRefusedError(ONE_PROCESS)
        ours, theirs = pipe()
        self._waiting.put(theirs)
        return ours

    def accept(self) -> connection.Connection:
        while True:
            try:
                accepted = self._waiting.get(timeout=LOOK_EVERY)
            except queue.Empty:
                # no thread is left that could connect
                if os.getpid() != self._owner or threading.active_count() == 1:
                    raise OSError(ONE_PROCESS) from None
                continue
            if accepted is None:
                self._waiting.put(None)
                raise OSError('The listener is closed.')
            return accepted

    def close(self) -> None:
        _listeners.pop(self._address, None)
        self._waiting.put(None)


def _client(address: Any) -> connection.Connection:
    listener = _listeners.get(address)
    if listener is None:
        raise ConnectionRefusedError(ONE_PROCESS)
    return listener.connect()


def install() -> None:
    """Every Listener and Client is made of these from now on."""
    connection.SocketListener = Listener  # type: ignore[misc, assignment]
    connection.SocketClient = _client
