"""Backs shared memory by temporary files of the program, which count as disk.

Programs are denied anonymous shared memory and /dev/shm, because no limit counts either.
"""

import mmap
import os
import tempfile
from multiprocessing import heap, managers, resource_tracker, shared_memory
from types import SimpleNamespace
from typing import Any, NoReturn


class Mapping(mmap.mmap):
    """`mmap.mmap`, with an unnamed file where a shared mapping has none."""

    def __new__(cls, fileno: int, length: int, flags: int = mmap.MAP_SHARED, *rest: Any, **options: Any) -> 'Mapping':
        shared = flags & mmap.MAP_SHARED and options.get('access') != mmap.ACCESS_COPY
        if fileno != -1 or not shared or length <= 0:
            return super().__new__(cls, fileno, length, flags, *rest, **options)
        with tempfile.TemporaryFile() as file:
            os.ftruncate(file.fileno(), length)
            return super().__new__(cls, file.fileno(), length, flags & ~mmap.MAP_ANONYMOUS, *rest, **options)


def _path(name: str) -> str:
    return os.path.join(tempfile.gettempdir(), 'shared-' + name.strip('/').replace('/', '-'))


def _shm_open(name: str, flags: int, mode: int = 0o600) -> int:
    return os.open(_path(name), flags, mode)


def _shm_unlink(name: str) -> None:
    os.unlink(_path(name))


def _no_manager(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError(
        'A multiprocessing Manager needs sockets, which are not available. Share values with Value, Array or '
        'SharedMemory, and send objects through a Queue or Pipe.'
    )


def install() -> None:
    """Patches mmap, and Value, Array, SharedMemory and Manager of multiprocessing."""
    mmap.mmap = Mapping  # type: ignore[misc]
    heap.Arena._dir_candidates = []  # type: ignore[attr-defined]
    posixshmem = SimpleNamespace(shm_open=_shm_open, shm_unlink=_shm_unlink)
    shared_memory._posixshmem = posixshmem  # type: ignore[attr-defined]
    # the tracker would exec a new Python; files that a program leaves are removed with its folder
    resource_tracker.register = resource_tracker.unregister = lambda name, rtype: None
    managers.BaseManager.start = managers.BaseManager.connect = _no_manager  # type: ignore[method-assign]
