"""The inherited descriptor to the supervisor: JSON lines out; a JSON line and that many bytes of CSV in."""

import json
import os
import select
import threading
import time
from typing import Any, Dict, Tuple

#: The supervisor ends a program that sends a longer line.
MOST_LINE_BYTES = 1 << 20
READ_BYTES = 1 << 18
END_WITHIN = 10.0


class Closed(Exception):
    """The supervisor does not answer any more."""


class Channel:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._asked = 0
        #: The thread that waits for a reply.
        self._waiting = 0
        self._received = bytearray()

    def send(self, **message: Any) -> None:
        """Raises ValueError for what is too long, OSError when the channel is closed."""
        data = json.dumps(message, ensure_ascii=False, allow_nan=False).encode('utf-8', 'replace') + b'\n'
        if len(data) > MOST_LINE_BYTES:
            raise ValueError(f'{len(data):,} bytes are too long for one message')
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]
        if 'result' in message:
            self._await_end()

    def _await_end(self) -> None:
        """The supervisor closes the channel when it has the result. What else comes are replies that nobody took."""
        limit = time.monotonic() + END_WITHIN
        while select.select([self._descriptor], [], [], max(0.0, limit - time.monotonic()))[0]:
            try:
                if not os.read(self._descriptor, READ_BYTES):
                    return
            except ConnectionError:
                return

    def ask(self, sql: str) -> Tuple[Dict[str, Any], bytes]:
        """Sends a statement and waits for its reply: the head, and the bytes that follow it."""
        if os.getpid() != self._owner:
            raise RuntimeError('query() works in the main process only: query first, then start other processes.')
        if self._waiting == threading.get_ident():
            raise RuntimeError('query() cannot be called by what interrupts a query(), such as the handler of a signal.')
        with self._lock:
            self._waiting = threading.get_ident()
            try:
                self._asked += 1
                self.send(query={'sql': sql, 'id': self._asked})
                while True:
                    head, data = self._reply()
                    # the others are of statements whose wait was broken off, as by a signal's handler that raises
                    if head['id'] in (self._asked, None):
                        return head, data
            finally:
                self._waiting = 0

    def _reply(self) -> Tuple[Dict[str, Any], bytes]:
        """The next reply. It is taken when all of it is there, so that a wait that is broken off loses nothing."""
        while (end := self._received.find(b'\n')) < 0:
            self._receive()
        head = json.loads(self._received[:end])
        begin, end = end + 1, end + 1 + int(head['bytes'])
        while len(self._received) < end:
            self._receive()
        data = bytes(memoryview(self._received)[begin:end])
        del self._received[:end]
        return head, data

    def _receive(self) -> None:
        data = os.read(self._descriptor, READ_BYTES)
        if not data:
            raise Closed('The supervisor does not answer.')
        self._received += data
