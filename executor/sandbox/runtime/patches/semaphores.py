"""Implements multiprocessing's semaphores with pipes.

Python's own are named files in /dev/shm, which programs cannot use. A pipe that has one byte for each free slot works
between a process and its descendants. Programs have no other processes, because every start method forks.
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
#: Below a pipe's capacity. Also the size of a queue without a maximum.
MAX_VALUE = 32_768


class PipeSemaphore:
    """Replaces `_multiprocessing.SemLock`, as far as `multiprocessing.synchronize` uses it."""

    SEM_VALUE_MAX = MAX_VALUE

    def __init__(self, kind: int, value: int, maxvalue: int, name: str, unlink: bool) -> None:
        self.kind, self.maxvalue, self.name, self.handle = kind, min(maxvalue, MAX_VALUE), None, 0
        self._acquired = 0
        self._owner: Optional[Any] = None
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._reading, False)
        if value > MAX_VALUE:
            raise ValueError(f'The value of a semaphore must be at most {MAX_VALUE}.')
        os.write(self._writing, b'.' * value)

    def _current_thread(self) -> Any:
        return os.getpid(), threading.get_ident()

    def _is_mine(self) -> bool:
        return self._acquired > 0 and self._owner == self._current_thread()

    def acquire(self, block: bool = True, timeout: Optional[float] = None) -> bool:
        if self.kind == RECURSIVE and self._is_mine():
            self._acquired += 1
            return True
        deadline = None if timeout is None else time.monotonic() + max(0.0, timeout)
        while not self._take_byte():
            if not block:
                return False
            remaining = None if deadline is None else deadline - time.monotonic()
            if remaining is not None and remaining <= 0:
                return False
            select.select([self._reading], [], [], remaining)
        self._acquired += 1
        self._owner = self._current_thread()
        return True

    def _take_byte(self) -> bool:
        try:
            return os.read(self._reading, 1) == b'.'
        except BlockingIOError:
            return False

    def release(self) -> None:
        if self.kind == RECURSIVE:
            if not self._is_mine():
                raise AssertionError('attempt to release recursive lock not owned by thread')
            self._acquired -= 1
            if self._acquired:
                return
            self._owner = None
        else:
            if self._get_value() >= self.maxvalue:
                raise ValueError('semaphore or lock released too many times')
            self._acquired -= 1
        os.write(self._writing, b'.')

    def _get_value(self) -> int:
        available = array.array('i', [0])
        fcntl.ioctl(self._reading, termios.FIONREAD, available)
        return available[0]

    def _is_zero(self) -> bool:
        return self._get_value() == 0

    def _count(self) -> int:
        return self._acquired

    def _after_fork(self) -> None:
        self._acquired = 0

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


def _fork_always() -> None:
    """Makes every start method fork: the others would exec a new Python."""
    fork = multiprocessing.get_context('fork')
    for name in context._concrete_contexts:  # type: ignore[attr-defined]
        context._concrete_contexts[name] = fork  # type: ignore[attr-defined]
    context._default_context._default_context = fork  # type: ignore[attr-defined]
    context._default_context._actual_context = None  # type: ignore[attr-defined]


def install() -> None:
    _fork_always()
    synchronize._multiprocessing = SimpleNamespace(SemLock=PipeSemaphore)  # type: ignore[attr-defined]
    synchronize.SEM_VALUE_MAX = MAX_VALUE  # type: ignore[attr-defined]
    synchronize.SemLock._make_name = staticmethod(lambda: '')  # type: ignore[attr-defined]
