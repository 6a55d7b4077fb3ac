"""The control channel to the supervisor: JSON lines in both directions."""

import json
import os
from typing import Any, Dict, List, Optional

READ_BYTES = 1 << 16


class Control:
    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._partial = b''

    def receive(self) -> Optional[List[Dict[str, Any]]]:
        """Waits for data and returns the complete messages. None: the supervisor has ended."""
        data = os.read(self.descriptor, READ_BYTES)
        if not data:
            return None
        *lines, self._partial = (self._partial + data).split(b'\n')
        return [json.loads(line) for line in lines]

    def receive_settings(self) -> Optional[Dict[str, Any]]:
        """Waits for the first message, which is the only one until it is answered."""
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
