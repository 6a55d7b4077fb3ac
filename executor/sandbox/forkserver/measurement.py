"""Runs an expensive measurement in the background, while the watchdog keeps checking."""

import json
import os
import select
import time
from typing import Any, Callable, Optional

from . import helper
from .helper import HelperFailed
from .processes import Processes

#: A measurement that takes longer fails. The watchdog then uses its estimate.
TIMEOUT_S = 5.0
READ_BYTES = 1 << 12


class Measurement:
    """Runs `work` in a helper, as the job user. Raises HelperFailed if that cannot be started."""

    def __init__(self, processes: Processes, work: Callable[[], Any]) -> None:
        self._processes = processes
        self._deadline = time.monotonic() + TIMEOUT_S
        self._data = b''
        self._pid, self._reading = helper.start(processes.uid, work)
        processes.helpers.add(self._pid)

    def result(self) -> Optional[int]:
        """The result of `work`; None while it runs. Raises HelperFailed."""
        while select.select([self._reading], [], [], 0)[0]:
            part = os.read(self._reading, READ_BYTES)
            if part:
                self._data += part
                continue
            self.close()
            if not self._data:
                raise HelperFailed('ended without a result')
            return int(json.loads(self._data))
        if time.monotonic() > self._deadline:
            self.close()
            raise HelperFailed(f'no result within {TIMEOUT_S:g} s')
        return None

    def close(self) -> None:
        """Ends the helper."""
        os.close(self._reading)
        # once a helper has been reaped, its process id may belong to another process
        if self._pid in self._processes.helpers:
            helper.kill(self._pid)
            self._processes.helpers.discard(self._pid)
