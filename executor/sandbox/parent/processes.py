"""The processes of a program: found, measured, ended."""

import os
import signal
import time
from dataclasses import dataclass
from typing import Dict, List, Optional, Set

from confinement import kernel

from .deleted import faces
from .helper import HelperFailed, as_job

#: Bytes of a unit of `ru_maxrss`.
RESIDENT_UNIT = 1024 if kernel.LINUX else 1
TICKS = os.sysconf('SC_CLK_TCK') if hasattr(os, 'sysconf') else 100
#: Process numbers seen to belong to others are looked at again after this many seconds.
FORGET_AFTER = 1.0
END_WITHIN = 5.0


class NotEnded(Exception):
    """Processes of the program are still there."""


@dataclass(frozen=True)
class Usage:
    processes: int
    tasks: int
    #: Private and shared anonymous memory; pages shared since a fork are counted for each process.
    memory_bytes: int
    cpu_seconds: float


def _stat(pid: int) -> Optional[List[str]]:
    """Fields of /proc/PID/stat from the third on."""
    try:
        with open(f'/proc/{pid}/stat', 'rb') as file:
            return file.read().rsplit(b')', 1)[1].decode().split()
    except (OSError, IndexError):
        return None


def _listed() -> List[str]:
    try:
        return os.listdir('/proc')
    except FileNotFoundError:  # not Linux
        return []


def _memory(pid: int) -> int:
    """Of a process whose first thread has ended, only the others tell."""
    for place in faces(pid):
        try:
            with open(f'{place}/status', 'rb') as status:
                told = [int(line.split()[1]) for line in status if line.startswith((b'RssAnon:', b'RssShmem:'))]
        except OSError:
            continue
        if told:
            return sum(told) * 1024
    return 0


class Processes:
    """All that one program started: its process group, and what descends from it."""

    def __init__(self, leader: int, uid: Optional[int]) -> None:
        self.leader = leader
        self.uid = uid
        self.reaped_cpu_seconds = 0.0
        self.max_resident_bytes = 0
        self._childless = False
        self._others: Set[int] = set()
        self._forgotten = time.monotonic()
        self._members: Set[int] = {leader}
        #: Forks of this process that are not the program's.
        self.helpers: Set[int] = set()

    def find(self) -> Dict[int, List[str]]:
        """Living processes with their fields of /proc/PID/stat."""
        now = time.monotonic()
        if now - self._forgotten > FORGET_AFTER:
            self._others.clear()
            self._forgotten = now
        found: Dict[int, List[str]] = {}
        own = os.getpid()
        for pid in sorted(int(name) for name in _listed() if name.isdigit()):
            if pid in self._others or pid in self.helpers or pid == own:
                continue
            fields = _stat(pid)
            if fields is None:
                continue
            above, group = int(fields[1]), int(fields[2])
            if group == self.leader or above in self._members or above == own:
                found[pid] = fields
                self._members.add(pid)
            else:
                self._others.add(pid)
        self._members = {self.leader, *found}
        return found

    def known(self) -> List[int]:
        """Process numbers of the last look."""
        return sorted(self._members)

    def usage(self) -> Usage:
        found = self.find()
        return Usage(
            processes=len(found),
            tasks=sum(int(fields[17]) for fields in found.values()),
            memory_bytes=sum(_memory(pid) for pid in found),
            cpu_seconds=self.reaped_cpu_seconds
            + sum(sum(int(fields[index]) for index in range(11, 15)) for fields in found.values()) / TICKS,
        )

    def proportional_bytes(self) -> int:
        """Memory with shared pages counted once, of the last look. Only the job's user may read it."""
        total = 0
        for pid in self.known():
            try:
                with open(f'/proc/{pid}/smaps_rollup', 'rb') as rollup:
                    for line in rollup:
                        if line.startswith((b'Pss_Anon:', b'Pss_Shmem:')):
                            total += int(line.split()[1]) * 1024
            except OSError:
                total += _memory(pid)
        return total

    def reap(self) -> Optional[int]:
        """Takes the end of every process that has ended; the leader's wait status when it is among them."""
        status = None
        while True:
            try:
                pid, state, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                # every orphan of a program comes to this process: nothing is left of it
                self._childless = True
                return status
            if pid == 0:
                return status
            if pid in self.helpers:
                self.helpers.discard(pid)
                continue
            self.reaped_cpu_seconds += used.ru_utime + used.ru_stime
            if pid == self.leader:
                status = state
                self.max_resident_bytes = used.ru_maxrss * RESIDENT_UNIT

    def end(self) -> Optional[int]:
        """Kills until none is left; the leader's wait status if it was still there. Raises NotEnded."""
        status = None
        limit = time.monotonic() + END_WITHIN
        while True:
            self._kill()
            state = self.reap()
            status = state if state is not None else status
            if self._childless:
                return status
            if time.monotonic() > limit:
                raise NotEnded('Processes of the program could not be ended.')
            time.sleep(0.002)

    def _kill(self) -> None:
        try:
            os.killpg(self.leader, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        if self.uid is not None:
            try:
                as_job(self.uid, _kill_own_user)
            except HelperFailed:
                pass
            return
        # the orphans of a program come to this process, and it has no other children
        for pid, fields in self.find().items():
            if fields[0] != 'Z':
                try:
                    os.kill(pid, signal.SIGKILL)
                except (ProcessLookupError, PermissionError):
                    continue


def _kill_own_user() -> bool:
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass
    return True
