"""Patches joblib, multiprocessing, asyncio and threadpoolctl to work with forks and pipes only.

Programs cannot exec, have no sockets and cannot read /proc/self/maps.
"""

import os
import sys
from typing import Any, Optional

_controller: Optional[Any] = None
#: threadpoolctl's own search, in /proc/self/maps.
_find_in_maps: Optional[Any] = None


def install() -> None:
    from . import commands, forks, listeners, pipes, semaphores, shared_memory

    for module in (forks, semaphores, pipes, listeners, commands, shared_memory):
        module.install()
    _patch_joblib()
    global _find_in_maps
    from threadpoolctl import ThreadpoolController

    _find_in_maps = ThreadpoolController._find_libraries_with_linux
    find_pools()


def find_pools() -> None:
    """Finds the thread pools of the libraries loaded so far. Later controllers, including scikit-learn's, use the list."""
    global _controller
    from threadpoolctl import ThreadpoolController

    ThreadpoolController._find_libraries_with_linux = _find_in_maps
    _controller = ThreadpoolController()
    paths = [library['filepath'] for library in _controller.info()]

    def find_libraries(controller: Any) -> None:
        for path in paths:
            controller._make_controller_from_path(path)

    ThreadpoolController._find_libraries_with_linux = find_libraries


def _patch_joblib() -> None:
    """Makes every backend of n_jobs a pool of threads: worker processes would exec a new Python."""
    from joblib import parallel
    from joblib._parallel_backends import ThreadingBackend

    class ThreadBackend(ThreadingBackend):
        #: Accepted and ignored: threads share the processors.
        supports_inner_max_num_threads = True

    for name in ('loky', 'multiprocessing', 'threading'):
        parallel.BACKENDS[name] = ThreadBackend
    parallel.DEFAULT_BACKEND = 'threading'


def set_thread_counts(limit: int) -> int:
    """Sets the thread pools of this process to its number of processors, which it returns. Runs after the fork."""
    affinity = getattr(os, 'sched_getaffinity', None)
    count = len(affinity(0)) if affinity else min(limit, os.cpu_count() or 1)
    # Python's own counts all processors of the machine, and libraries start that many threads
    os.cpu_count = lambda: count
    names = ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'LOKY_MAX_CPU_COUNT')
    os.environ.update(dict.fromkeys(names, str(count)))
    if _controller is not None:
        _controller.limit(limits=count)
    arrow = sys.modules.get('pyarrow')
    if arrow is not None:
        arrow.set_cpu_count(count)
    return count
