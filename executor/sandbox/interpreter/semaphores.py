"""Semaphores for multiprocessing, made of pipes.

Python's own are named files in /dev/shm, which is closed to programs. A pipe that holds one byte for each free
place does the same for processes that descend from one another, and only such are there: fork is the one way to
start a process.
"""

import array
import fcntl
import multiprocessing
import os
import select
import termios
import threading
import time
from multiprocessing import context, synchronize
from types import SimpleNamespace
from typing import Any, Optional

RECURSIVE, SEMAPHORE = 0, 1
#: What fits into a pipe. It is the bound of a queue without a bound.
MOST_PLACES = 32_768


class PipeSemaphore:
    """What `_multiprocessing.SemLock` offers, as far as `multiprocessing.synchronize` uses it."""

    SEM_VALUE_MAX = MOST_PLACES

    def __init__(self, kind: int, value: int, maxvalue: int, name: str, unlink: bool) -> None:
        self.kind, self.maxvalue, self.name, self.handle = kind, min(maxvalue, MOST_PLACES), None, 0
        self._held = 0
        self._holder: Optional[Any] = None
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._reading, False)
        if value > MOST_PLACES:
            raise ValueError(f'A semaphore has {MOST_PLACES} places at the most here.')
        os.write(self._writing, b'.' * value)

    def _me(self) -> Any:
        return os.getpid(), threading.get_ident()

    def _is_mine(self) -> bool:
        return self._held > 0 and self._holder == self._me()

    def acquire(self, block: bool = True, timeout: Optional[float] = None) -> bool:
        if self.kind == RECURSIVE and self._is_mine():
            self._held += 1
            return True
        end = None if timeout is None else time.monotonic() + max(0.0, timeout)
        while not self._take():
            if not block:
                return False
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                return False
            select.select([self._reading], [], [], left)
        self._held += 1
        self._holder = self._me()
        return True

    def _take(self) -> bool:
        try:
            return os.read(self._reading, 1) == b'.'
        except BlockingIOError:
            return False

    def release(self) -> None:
        if self.kind == RECURSIVE:
            if not self._is_mine():
                raise AssertionError('attempt to release recursive lock not owned by thread')
            self._held -= 1
            if self._held:
                return
            self._holder = None
        else:
            if self._get_value() >= self.maxvalue:
                raise ValueError('semaphore or lock released too many times')
            self._held -= 1
        os.write(self._writing, b'.')

    def _get_value(self) -> int:
        """Free places: the bytes in the pipe."""
        waiting = array.array('i', [0])
        fcntl.ioctl(self._reading, termios.FIONREAD, waiting)
        return waiting[0]

    def _is_zero(self) -> bool:
        return self._get_value() == 0

    def _count(self) -> int:
        return self._held

    def _after_fork(self) -> None:
        self._held = 0

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: Any) -> None:
        self.release()

    def __del__(self) -> None:
        for descriptor in (getattr(self, '_reading', -1), getattr(self, '_writing', -1)):
            if descriptor >= 0:
                try:
                    os.close(descriptor)
                except OSError:
                    pass


def _start_by_fork() -> None:
    """Whatever way of starting is asked for: the others would start a new Python."""
    fork = multiprocessing.get_context('fork')
    for name in context._concrete_contexts:  # type: ignore[attr-defined]
        context._concrete_contexts[name] = fork  # type: ignore[attr-defined]
    context._default_context._default_context = fork  # type: ignore[attr-defined]
    context._default_context._actual_context = None  # type: ignore[attr-defined]


def install() -> None:
    """Every lock, queue and pool of multiprocessing is made of these from now on, and processes are forks."""
    _start_by_fork()
    synchronize._multiprocessing = SimpleNamespace(SemLock=PipeSemaphore)  # type: ignore[attr-defined]
    synchronize.SEM_VALUE_MAX = MOST_PLACES  # type: ignore[attr-defined]
    synchronize.SemLock._make_name = staticmethod(lambda: '')  # type: ignore[attr-defined]
