"""Makes libraries that spread work over processors work here, where no process may execute another program."""

import os
import sys
from typing import Any, List, Optional

_controller: Optional[Any] = None


def prepare() -> None:
    """Before any program, once the libraries are there."""
    from . import commands, forks, listeners, mappings, pipes, semaphores

    forks.install()
    semaphores.install()
    pipes.install()
    listeners.install()
    commands.install()
    mappings.install()
    _joblib()
    global _controller
    import threadpoolctl

    _controller = threadpoolctl.ThreadpoolController()
    _find_without_proc(threadpoolctl, [library['filepath'] for library in _controller.info()])


def _find_without_proc(threadpoolctl: Any, found: List[str]) -> None:
    """Later controllers, scikit-learn's too, take what was found here: a program may not read /proc/self/maps."""

    def find(controller: Any) -> None:
        for path in found:
            controller._make_controller_from_path(path)

    threadpoolctl.ThreadpoolController._find_libraries_with_linux = find


def _joblib() -> None:
    """n_jobs=-1 means threads: workers of other kinds would have to start a new Python."""
    from joblib import parallel
    from joblib._parallel_backends import ThreadingBackend

    class Threads(ThreadingBackend):
        #: Accepted; threads share the processors of the program.
        supports_inner_max_num_threads = True

    for name in ('loky', 'multiprocessing', 'threading'):
        parallel.BACKENDS[name] = Threads
    parallel.DEFAULT_BACKEND = 'threading'


def use_processors(limit: int) -> int:
    """Lets libraries use as many threads in this fork as it has processors; how many that is."""
    affinity = getattr(os, 'sched_getaffinity', None)
    count = len(affinity(0)) if affinity else min(limit, os.cpu_count() or 1)
    # this one counts those of the machine, and libraries ask it how many threads to start
    os.cpu_count = lambda: count
    names = ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'LOKY_MAX_CPU_COUNT')
    os.environ.update(dict.fromkeys(names, str(count)))
    if _controller is not None:
        _controller.limit(limits=count)
    arrow = sys.modules.get('pyarrow')
    if arrow is not None:
        arrow.set_cpu_count(count)
    return count
