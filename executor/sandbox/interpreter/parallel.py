"""Makes libraries that spread work over processors work here, where no process may execute another program."""

import os
import sys
from typing import Any, Optional

_controller: Optional[Any] = None


def prepare() -> None:
    """Before any program, once the libraries are there."""
    from . import semaphores

    semaphores.install()
    _joblib()
    global _controller
    import threadpoolctl

    _controller = threadpoolctl.ThreadpoolController()


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
