"""Memory that processes share, made of files in the program's folder for temporary ones: it counts as disk.

Shared memory without a file is denied to programs, and /dev/shm is closed to them.
"""

import mmap
import os
import tempfile
from multiprocessing import heap, managers, resource_tracker, shared_memory
from types import SimpleNamespace
from typing import Any, NoReturn


class Mapping(mmap.mmap):
    """`mmap.mmap`; where a shared mapping has no file, it gets one without a name."""

    def __new__(cls, fileno: int, length: int, flags: int = mmap.MAP_SHARED, *more: Any, **named: Any) -> 'Mapping':
        shared = flags & mmap.MAP_SHARED and named.get('access') != mmap.ACCESS_COPY
        if fileno != -1 or not shared or length <= 0:
            return super().__new__(cls, fileno, length, flags, *more, **named)
        with tempfile.TemporaryFile() as file:
            os.ftruncate(file.fileno(), length)
            return super().__new__(cls, file.fileno(), length, flags & ~mmap.MAP_ANONYMOUS, *more, **named)


def _path(name: str) -> str:
    return os.path.join(tempfile.gettempdir(), 'shared-' + name.strip('/').replace('/', '-'))


def _open(name: str, flags: int, mode: int = 0o600) -> int:
    return os.open(_path(name), flags, mode)


def _unlink(name: str) -> None:
    os.unlink(_path(name))


def _no_manager(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError(
        'A Manager of multiprocessing needs sockets, and there are none here. Share values by Value, Array or '
        'SharedMemory, and send others by a Queue or a Pipe.'
    )


def install() -> None:
    """Every shared mapping, Value, Array and SharedMemory is made of these from now on."""
    mmap.mmap = Mapping  # type: ignore[misc]
    heap.Arena._dir_candidates = []  # type: ignore[attr-defined]
    shared_memory._posixshmem = SimpleNamespace(shm_open=_open, shm_unlink=_unlink)  # type: ignore[attr-defined]
    # it would be another program, and has nothing to do: what a program leaves is removed with its folder
    resource_tracker.register = resource_tracker.unregister = lambda name, rtype: None
    managers.BaseManager.start = managers.BaseManager.connect = _no_manager  # type: ignore[method-assign]
