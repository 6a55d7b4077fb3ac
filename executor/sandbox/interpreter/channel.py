"""The inherited descriptor to the supervisor: JSON lines out; a JSON line and that many bytes of CSV in."""

import json
import os
import threading
from typing import Any, Dict, Optional, Tuple

#: The supervisor ends a program that sends a longer line.
MOST_LINE_BYTES = 1 << 20
READ_BYTES = 1 << 18


class Closed(Exception):
    """The supervisor does not answer any more."""


class Channel:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._rest = b''

    def send(self, **message: Any) -> None:
        """Raises ValueError for what is too long, OSError when the channel is closed."""
        data = json.dumps(message, ensure_ascii=False, allow_nan=False).encode('utf-8', 'replace') + b'\n'
        if len(data) > MOST_LINE_BYTES:
            raise ValueError(f'{len(data):,} bytes are too long for one message')
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def ask(self, **message: Any) -> Tuple[Dict[str, Any], bytes]:
        """Sends and waits for the reply: its head, and the bytes that follow it."""
        if os.getpid() != self._owner:
            raise RuntimeError('query() works in the main process only: query first, then start other processes.')
        with self._lock:
            self.send(**message)
            head = json.loads(self._line())
            return head, self._bytes(int(head.get('bytes', 0)))

    def _line(self) -> bytes:
        while b'\n' not in self._rest:
            self._rest += self._read()
        line, self._rest = self._rest.split(b'\n', 1)
        return line

    def _bytes(self, count: int) -> bytes:
        data = bytearray(self._rest[:count])
        self._rest = self._rest[count:]
        while len(data) < count:
            data += self._read(count - len(data))
        return bytes(data)

    def _read(self, most: Optional[int] = None) -> bytes:
        data = os.read(self._descriptor, min(READ_BYTES, most or READ_BYTES))
        if not data:
            raise Closed('The supervisor does not answer.')
        return data
