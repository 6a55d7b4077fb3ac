"""A costly look at a program, which goes on while the watchdog watches."""

import json
import os
import select
import time
from typing import Any, Callable, Optional

from . import helper
from .helper import HelperFailed
from .processes import Processes

#: After this the look is given up. A program that makes it so slow is taken to be over its limit.
MOST_SECONDS = 5.0
READ_BYTES = 1 << 12


class Measurement:
    """Runs `work` in a fork as the job's user. Raises HelperFailed when that cannot be."""

    def __init__(self, processes: Processes, work: Callable[[], Any]) -> None:
        self._processes = processes
        self._end = time.monotonic() + MOST_SECONDS
        self._data = b''
        self._pid, self._reading = helper.start(processes.uid, work)
        processes.helpers.add(self._pid)

    def result(self) -> Optional[int]:
        """What `work` returned; None while it is under way. Raises HelperFailed."""
        while select.select([self._reading], [], [], 0)[0]:
            part = os.read(self._reading, READ_BYTES)
            if part:
                self._data += part
                continue
            self.close()
            if not self._data:
                raise HelperFailed('ended without an answer')
            return int(json.loads(self._data))
        if time.monotonic() > self._end:
            self.close()
            raise HelperFailed(f'no answer within {MOST_SECONDS:g} s')
        return None

    def close(self) -> None:
        """Ends it. Nothing of it is left."""
        os.close(self._reading)
        # one that has been reaped already may have given its number to another process
        if self._pid in self._processes.helpers:
            helper.finish(self._pid)
            self._processes.helpers.discard(self._pid)
