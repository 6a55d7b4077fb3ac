"""The watchdog: limits that hold for all processes of a program together."""

import time
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Callable, Dict, Optional

from .disk import Disk
from .helper import HelperFailed, as_job
from .measurement import MOST_SECONDS, Measurement
from .processes import Processes, Usage

#: Seconds between two looks. A race with the watchdog lasts no longer.
TICK = 0.02
#: After a closer look that found nothing wrong, the next one waits.
CLOSER_LOOK_EVERY = 0.25


@dataclass(frozen=True)
class Exceeded:
    """A limit that was passed. The unit is one of `bytes`, `seconds`, `files` and `processes`."""

    name: str
    allowed: float
    reached: float
    unit: str

    def message(self) -> Dict[str, Any]:
        return asdict(self)


#: Name of the limit, estimate, and what measures it.
Closer = Callable[[str, int, Callable[[], int]], int]


class Watch:
    def __init__(self, limits: Dict[str, Any], processes: Processes, disk: Disk) -> None:
        self.limits = limits
        self.processes = processes
        self.disk = disk
        self.peak_memory_bytes = 0
        self.cpu_seconds = 0.0
        self.started = time.monotonic()
        self._looked: Dict[str, float] = {}
        #: What a fork of the parent has without having taken any of it.
        self._inherited: Optional[int] = None
        self._looking: Dict[str, Measurement] = {}

    def check(self) -> Optional[Exceeded]:
        """The first limit that the program has passed, if any."""
        return self._wall() or self._disk(self._beside) or self._processes()

    def final_check(self) -> Optional[Exceeded]:
        """Once more when all is over: what came and went between two looks has left its trace on the disk."""
        return self._disk(self._at_once)

    def close(self) -> None:
        """Gives up what is under way."""
        for measurement in self._looking.values():
            measurement.close()
        self._looking.clear()

    def elapsed_seconds(self) -> float:
        return time.monotonic() - self.started

    def _wall(self) -> Optional[Exceeded]:
        elapsed, allowed = self.elapsed_seconds(), self.limits['wallSeconds']
        return Exceeded('wall time', allowed, round(elapsed, 3), 'seconds') if elapsed > allowed else None

    def _disk(self, closer: Closer) -> Optional[Exceeded]:
        use = self.disk.change()
        for name, unit, field, limit in (
            ('disk', 'bytes', 'bytes', 'diskBytes'),
            ('files', 'files', 'inodes', 'inodes'),
        ):
            allowed, reached = self.limits[limit], getattr(use, field)
            if reached > allowed and not self.disk.own_volume:
                reached = closer(name, reached, partial(self._walked, field))
            if reached > allowed:
                return Exceeded(name, allowed, reached, unit)
        return None

    def _walked(self, field: str) -> int:
        return int(getattr(self.disk.walk(self.processes.known()), field))

    def _processes(self) -> Optional[Exceeded]:
        usage = self.processes.usage()
        self.cpu_seconds = max(self.cpu_seconds, usage.cpu_seconds)
        if usage.tasks > self.limits['processes']:
            return self._tasks(usage)
        if usage.cpu_seconds > self.limits['cpuSeconds']:
            return Exceeded('CPU time', self.limits['cpuSeconds'], round(usage.cpu_seconds, 2), 'seconds')
        allowed, memory = self.limits['memoryBytes'], usage.memory_bytes
        if self._inherited is None:
            self._inherited = memory
        if memory > allowed:
            # where the closer look fails, nobody is ended for pages that a fork may only share
            least = memory - max(0, usage.processes - 1) * self._inherited
            memory = self._beside('memory', least, self.processes.proportional_bytes)
        self.peak_memory_bytes = max(self.peak_memory_bytes, memory)
        if memory <= allowed:
            return None
        # the closer look took its time: a bomb has grown meanwhile, and is called by its name
        now = self.processes.usage()
        if now.tasks > self.limits['processes']:
            return self._tasks(now)
        return Exceeded('memory', allowed, memory, 'bytes')

    def _tasks(self, usage: Usage) -> Exceeded:
        return Exceeded('processes and threads', self.limits['processes'], usage.tasks, 'processes')

    def _beside(self, name: str, estimate: int, measure: Callable[[], int]) -> int:
        """A costly measurement beside the watch, not more often than it needs to be; 0 until there is a new one."""
        now = time.monotonic()
        try:
            if name not in self._looking:
                if now - self._looked.get(name, 0.0) < CLOSER_LOOK_EVERY:
                    return 0
                self._looking[name] = Measurement(self.processes, measure)
            result = self._looking[name].result()
        except HelperFailed:
            self._looking.pop(name, None)
            return estimate
        if result is None:
            return 0
        del self._looking[name]
        self._looked[name] = now
        return result

    def _at_once(self, _: str, estimate: int, measure: Callable[[], int]) -> int:
        try:
            return int(as_job(self.processes.uid, measure, MOST_SECONDS))
        except HelperFailed:
            return estimate
