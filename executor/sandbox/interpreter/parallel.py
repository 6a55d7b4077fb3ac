"""Makes libraries that spread work over processors work here, where no process may execute another program."""

import os
import sys
from typing import Any, List, Optional

_controller: Optional[Any] = None


def prepare() -> None:
    """Before any program, once the libraries are there."""
    from . import forks, mappings, pipes, semaphores

    forks.install()
    semaphores.install()
    pipes.install()
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

    for name in ('loky', 'multiprocessing'):
        parallel.BACKENDS[name] = ThreadingBackend
    parallel.DEFAULT_BACKEND = 'threading'


def use_processors(count: int) -> None:
    """Lets the numerical libraries use this many threads in this fork."""
    os.environ.update(OMP_NUM_THREADS=str(count), LOKY_MAX_CPU_COUNT=str(count))
    if _controller is not None:
        _controller.limit(limits=count)
    arrow = sys.modules.get('pyarrow')
    if arrow is not None:
        arrow.set_cpu_count(count)
