"""The channel to the supervisor, an inherited descriptor.

The program sends JSON lines. A response is a JSON line followed by `bytes` bytes of CSV.
"""

import json
import operator
import os
import select
import threading
import time
from functools import reduce
from typing import Any, Dict, Tuple

#: The supervisor kills a program that sends a longer line.
MAX_LINE_BYTES = 1 << 20
READ_BYTES = 1 << 18
CLOSE_TIMEOUT_S = 10.0


class Closed(Exception):
    """The supervisor has closed the channel."""


class Channel:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._last_id = 0
        #: Thread that waits for a response; 0 for none.
        self._waiting_thread = 0
        self._received = bytearray()

    def send(self, **message: Any) -> None:
        """Raises ValueError for a message that is too long, OSError when the channel is closed."""
        data = json.dumps(message, ensure_ascii=False, allow_nan=False).encode('utf-8', 'replace') + b'\n'
        if len(data) > MAX_LINE_BYTES:
            raise ValueError(f'{len(data):,} bytes are too long for one message')
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]
        if 'result' in message:
            self._wait_until_closed()

    def _wait_until_closed(self) -> None:
        """The supervisor closes the channel once it has the result. Late responses to queries are discarded."""
        deadline = time.monotonic() + CLOSE_TIMEOUT_S
        while select.select([self._descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
            try:
                if not os.read(self._descriptor, READ_BYTES):
                    return
            except ConnectionError:
                return

    def request(self, sql: str) -> Tuple[Dict[str, Any], bytes]:
        """Sends a statement. Returns the head of the response and its CSV."""
        if os.getpid() != self._owner:
            raise RuntimeError('query() works in the main process only: query first, then start other processes.')
        if self._waiting_thread == threading.get_ident():
            raise RuntimeError('query() cannot be called while another query() is running, as in a signal handler.')
        with self._lock:
            self._waiting_thread = threading.get_ident()
            try:
                self._last_id += 1
                self.send(query={'sql': sql, 'id': self._last_id})
                while True:
                    head, data = self._response()
                    # other ids: responses to queries that were interrupted, as by a signal handler that raises
                    if head['id'] in (self._last_id, None):
                        return head, data
            finally:
                self._waiting_thread = 0

    def _response(self) -> Tuple[Dict[str, Any], bytes]:
        """The next response. Removed from the buffer when it is complete, so that an interrupt loses nothing."""
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
        received = len(self._received)
        # Read and append in one C call: a signal handler that raises between the two would lose what was read.
        reduce(operator.iadd, map(os.read, (self._descriptor,), (READ_BYTES,)), self._received)
        if len(self._received) == received:
            raise Closed('The supervisor has closed the channel.')
