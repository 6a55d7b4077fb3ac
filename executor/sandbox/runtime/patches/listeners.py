"""Implements multiprocessing's Listener and Client with pipes, within one process: programs have no sockets.

A client in another process would have to receive the pipes over a socket.
"""

import itertools
import os
import queue
import threading
from multiprocessing import connection
from typing import Any, Dict, Optional

from .pipes import pipe

SAME_PROCESS_ONLY = (
    'A multiprocessing Listener accepts connections only from threads of the same process, because there are no '
    'sockets. Between processes, use a Pipe or Queue that you create before starting them.'
)
POLL_SECONDS = 0.2

_listeners: Dict[Any, 'Listener'] = {}
_ports = itertools.count(50_000)


class Listener:
    """Replaces `connection.SocketListener`."""

    def __init__(self, address: Any, family: str, backlog: int = 1) -> None:
        if family == 'AF_INET' and address[1] == 0:
            address = (address[0], next(_ports))
        if address in _listeners:
            raise OSError(98, 'Address already in use')
        self._address = address
        self._last_accepted = None
        self._owner = os.getpid()
        self._pending: queue.SimpleQueue[Optional[connection.Connection]] = queue.SimpleQueue()
        _listeners[address] = self

    def connect(self) -> connection.Connection:
        if os.getpid() != self._owner:
            raise ConnectionRefusedError(SAME_PROCESS_ONLY)
        client, server = pipe()
        self._pending.put(server)
        return client

    def accept(self) -> connection.Connection:
        while True:
            try:
                accepted = self._pending.get(timeout=POLL_SECONDS)
            except queue.Empty:
                # no other thread is left to connect
                if os.getpid() != self._owner or threading.active_count() == 1:
                    raise OSError(SAME_PROCESS_ONLY) from None
                continue
            if accepted is None:
                self._pending.put(None)
                raise OSError('The listener is closed.')
            return accepted

    def close(self) -> None:
        _listeners.pop(self._address, None)
        self._pending.put(None)


def _client(address: Any) -> connection.Connection:
    listener = _listeners.get(address)
    if listener is None:
        raise ConnectionRefusedError(SAME_PROCESS_ONLY)
    return listener.connect()


def install() -> None:
    connection.SocketListener = Listener  # type: ignore[misc, assignment]
    connection.SocketClient = _client
