"""Finds, measures and kills the processes of a program."""

import os
import signal
import time
from dataclasses import dataclass
from typing import Dict, List, Optional, Set

from confinement import kernel

from .deleted_files import proc_dirs
from .helper import HelperFailed, run_as_job_user

#: Bytes per unit of `ru_maxrss`.
RESIDENT_UNIT = 1024 if kernel.LINUX else 1
TICKS = os.sysconf('SC_CLK_TCK') if hasattr(os, 'sysconf') else 100
#: Process ids of other programs are cached this long, since ids are reused.
CACHE_SECONDS = 1.0
KILL_TIMEOUT_S = 5.0


class KillFailed(Exception):
    """Processes of the program are still running."""


@dataclass(frozen=True)
class Usage:
    processes: int
    tasks: int
    #: Anonymous memory. Pages shared since a fork count once for each process.
    memory_bytes: int
    cpu_seconds: float


def _stat(pid: int) -> Optional[List[str]]:
    """Fields of /proc/PID/stat from the third on."""
    try:
        with open(f'/proc/{pid}/stat', 'rb') as file:
            return file.read().rsplit(b')', 1)[1].decode().split()
    except (OSError, IndexError):
        return None


def _list_proc() -> List[str]:
    try:
        return os.listdir('/proc')
    except FileNotFoundError:  # not Linux
        return []


def _anonymous_bytes(pid: int) -> int:
    # when the main thread has ended, only the other threads report memory
    for proc_dir in proc_dirs(pid):
        try:
            with open(f'{proc_dir}/status', 'rb') as status:
                kilobytes = [int(line.split()[1]) for line in status if line.startswith((b'RssAnon:', b'RssShmem:'))]
        except OSError:
            continue
        if kilobytes:
            return sum(kilobytes) * 1024
    return 0


class Processes:
    """The processes of one program: its process group and all descendants. leader: of the group."""

    def __init__(self, leader: int, uid: Optional[int]) -> None:
        self.leader = leader
        self.uid = uid
        self.reaped_cpu_seconds = 0.0
        self.max_resident_bytes = 0
        self._childless = False
        self._others: Set[int] = set()
        self._cached_at = time.monotonic()
        self._members: Set[int] = {leader}
        #: Helpers of the forkserver, which do not belong to the program.
        self.helpers: Set[int] = set()

    def find(self) -> Dict[int, List[str]]:
        """Running processes with their fields of /proc/PID/stat."""
        now = time.monotonic()
        if now - self._cached_at > CACHE_SECONDS:
            self._others.clear()
            self._cached_at = now
        members: Dict[int, List[str]] = {}
        own = os.getpid()
        for pid in sorted(int(name) for name in _list_proc() if name.isdigit()):
            if pid in self._others or pid in self.helpers or pid == own:
                continue
            fields = _stat(pid)
            if fields is None:
                continue
            parent, group = int(fields[1]), int(fields[2])
            if group == self.leader or parent in self._members or parent == own:
                members[pid] = fields
                self._members.add(pid)
            else:
                self._others.add(pid)
        self._members = {self.leader, *members}
        return members

    def last_pids(self) -> List[int]:
        """Process ids of the last `find` or `usage`."""
        return sorted(self._members)

    def usage(self) -> Usage:
        members = self.find()
        return Usage(
            processes=len(members),
            tasks=sum(int(fields[17]) for fields in members.values()),
            memory_bytes=sum(_anonymous_bytes(pid) for pid in members),
            cpu_seconds=self.reaped_cpu_seconds
            + sum(sum(int(fields[index]) for index in range(11, 15)) for fields in members.values()) / TICKS,
        )

    def proportional_bytes(self) -> int:
        """Anonymous memory of `last_pids`, shared pages counted once. Must run as the job user."""
        total = 0
        for pid in self.last_pids():
            try:
                with open(f'/proc/{pid}/smaps_rollup', 'rb') as rollup:
                    for line in rollup:
                        if line.startswith((b'Pss_Anon:', b'Pss_Shmem:')):
                            total += int(line.split()[1]) * 1024
            except OSError:
                total += _anonymous_bytes(pid)
        return total

    def reap(self) -> Optional[int]:
        """Reaps every process that has ended. Returns the leader's wait status if it is among them."""
        status = None
        while True:
            try:
                pid, state, resources = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                # orphans are reparented to this process, so none are left
                self._childless = True
                return status
            if pid == 0:
                return status
            if pid in self.helpers:
                self.helpers.discard(pid)
                continue
            self.reaped_cpu_seconds += resources.ru_utime + resources.ru_stime
            if pid == self.leader:
                status = state
                self.max_resident_bytes = resources.ru_maxrss * RESIDENT_UNIT

    def kill_all(self) -> Optional[int]:
        """Kills until no process is left. Returns the leader's wait status if it was running. Raises KillFailed."""
        status = None
        deadline = time.monotonic() + KILL_TIMEOUT_S
        while True:
            self._kill()
            state = self.reap()
            status = state if state is not None else status
            if self._childless:
                return status
            if time.monotonic() > deadline:
                raise KillFailed('Processes of the program could not be killed.')
            time.sleep(0.002)

    def _kill(self) -> None:
        try:
            os.killpg(self.leader, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        if self.uid is not None:
            try:
                run_as_job_user(self.uid, _kill_own_user)
            except HelperFailed:
                pass
            return
        # orphans of the program are reparented to this process, which has no other children
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
