"""The channel to the supervisor: one JSON object a line, both ways."""

import json
import os
from typing import Any, Dict, List, Optional

READ_BYTES = 1 << 16


class Control:
    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._rest = b''

    def receive(self) -> Optional[List[Dict[str, Any]]]:
        """Reads what is there; waits when nothing is. None: the supervisor is gone."""
        data = os.read(self.descriptor, READ_BYTES)
        if not data:
            return None
        *lines, self._rest = (self._rest + data).split(b'\n')
        return [json.loads(line) for line in lines]

    def next(self) -> Optional[Dict[str, Any]]:
        """Waits for the first message."""
        while True:
            messages = self.receive()
            if messages is None:
                return None
            if messages:
                return messages[0]

    def send(self, **message: Any) -> None:
        data = memoryview(json.dumps(message).encode() + b'\n')
        while data:
            data = data[os.write(self.descriptor, data) :]
