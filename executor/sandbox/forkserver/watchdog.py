"""The watchdog: enforces limits for all processes of a program together."""

import time
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Callable, Dict, Optional

from .disk import Disk
from .helper import HelperFailed, run_as_job_user
from .measurement import TIMEOUT_S, Measurement
from .processes import Processes, Usage

#: Seconds between two checks; the longest time that a limit can stay exceeded unnoticed.
TICK = 0.02
#: Seconds between a measurement within the limit and the next one.
MEASURE_INTERVAL = 0.25


@dataclass(frozen=True)
class Exceeded:
    """An exceeded limit. unit: `bytes`, `seconds`, `files` or `processes`."""

    name: str
    allowed: float
    reached: float
    unit: str

    def message(self) -> Dict[str, Any]:
        return asdict(self)


#: Name of the limit, estimate, exact measurement.
Measure = Callable[[str, int, Callable[[], int]], int]


class Watchdog:
    def __init__(self, limits: Dict[str, Any], processes: Processes, disk: Disk) -> None:
        self.limits = limits
        self.processes = processes
        self.disk = disk
        self.peak_memory_bytes = 0
        self.cpu_seconds = 0.0
        self.started = time.monotonic()
        self._measured_at: Dict[str, float] = {}
        #: Memory that a fork of the forkserver shares with it.
        self._inherited: Optional[int] = None
        self._measurements: Dict[str, Measurement] = {}

    def check(self) -> Optional[Exceeded]:
        """The first limit that the program exceeds, if any."""
        return self._check_wall_time() or self._check_disk(self._in_background) or self._check_processes()

    def final_check(self) -> Optional[Exceeded]:
        """Checks the disk once more after the end, for files written since the last check."""
        return self._check_disk(self._now)

    def close(self) -> None:
        """Ends running measurements."""
        for measurement in self._measurements.values():
            measurement.close()
        self._measurements.clear()

    def elapsed_seconds(self) -> float:
        return time.monotonic() - self.started

    def _check_wall_time(self) -> Optional[Exceeded]:
        elapsed, allowed = self.elapsed_seconds(), self.limits['wallSeconds']
        return Exceeded('wall time', allowed, round(elapsed, 3), 'seconds') if elapsed > allowed else None

    def _check_disk(self, measure: Measure) -> Optional[Exceeded]:
        usage = self.disk.change()
        for name, unit, field, limit in (
            ('disk', 'bytes', 'bytes', 'diskBytes'),
            ('files', 'files', 'inodes', 'inodes'),
        ):
            allowed, reached = self.limits[limit], getattr(usage, field)
            if reached > allowed and not self.disk.own_volume:
                reached = measure(name, reached, partial(self._walk, field))
            if reached > allowed:
                return Exceeded(name, allowed, reached, unit)
        return None

    def _walk(self, field: str) -> int:
        return int(getattr(self.disk.walk(self.processes.last_pids()), field))

    def _check_processes(self) -> Optional[Exceeded]:
        usage = self.processes.usage()
        self.cpu_seconds = max(self.cpu_seconds, usage.cpu_seconds)
        if usage.tasks > self.limits['processes']:
            return self._too_many_tasks(usage)
        if usage.cpu_seconds > self.limits['cpuSeconds']:
            return Exceeded('CPU time', self.limits['cpuSeconds'], round(usage.cpu_seconds, 2), 'seconds')
        allowed, memory = self.limits['memoryBytes'], usage.memory_bytes
        if self._inherited is None:
            self._inherited = memory
        if memory > allowed:
            # if the measurement fails, assume that each fork shares everything it inherited
            estimate = memory - max(0, usage.processes - 1) * self._inherited
            memory = self._in_background('memory', estimate, self.processes.proportional_bytes)
        self.peak_memory_bytes = max(self.peak_memory_bytes, memory)
        if memory <= allowed:
            return None
        # a fork bomb may have grown during the measurement: report processes rather than memory
        now = self.processes.usage()
        if now.tasks > self.limits['processes']:
            return self._too_many_tasks(now)
        return Exceeded('memory', allowed, memory, 'bytes')

    def _too_many_tasks(self, usage: Usage) -> Exceeded:
        return Exceeded('processes and threads', self.limits['processes'], usage.tasks, 'processes')

    def _in_background(self, name: str, estimate: int, measure: Callable[[], int]) -> int:
        """The result of a measurement that has finished; 0 while it runs or is not due; the estimate if it failed."""
        now = time.monotonic()
        try:
            if name not in self._measurements:
                if now - self._measured_at.get(name, 0.0) < MEASURE_INTERVAL:
                    return 0
                self._measurements[name] = Measurement(self.processes, measure)
            result = self._measurements[name].result()
        except HelperFailed:
            self._measurements.pop(name, None)
            return estimate
        if result is None:
            return 0
        del self._measurements[name]
        self._measured_at[name] = now
        return result

    def _now(self, _: str, estimate: int, measure: Callable[[], int]) -> int:
        try:
            return int(run_as_job_user(self.processes.uid, measure, TIMEOUT_S))
        except HelperFailed:
            return estimate
