"""Imports what most programs need, so that a fork shares it within milliseconds. No import may start a thread.

The sandbox is ready after CORE. The rest is imported step by step while no program runs.
"""

import gc
import importlib
import mimetypes
import os
import pkgutil
from collections import deque
from contextlib import contextmanager
from types import ModuleType
from typing import Callable, Deque, Iterable, Iterator, Optional, Tuple

#: Used by `interpreter`, the API of the programs.
CORE = ('numpy', 'pandas', 'pyarrow', 'pyarrow.csv')
#: Patched by the package `runtime`, and therefore imported before any program runs.
PATCHED = ('joblib', 'threadpoolctl', 'matplotlib', 'matplotlib.pyplot')
#: Not patched: a program that runs earlier imports them itself.
OPTIONAL = (
    # scikit-learn imports it; on its own, the step is half as long
    'scipy.stats',
    'sklearn.compose',
    'sklearn.ensemble',
    'sklearn.impute',
    'sklearn.inspection',
    'sklearn.linear_model',
    'sklearn.metrics',
    'sklearn.model_selection',
    'sklearn.pipeline',
    'sklearn.preprocessing',
    'sklearn.tree',
)
MODULES = CORE + PATCHED + OPTIONAL

Step = Callable[[], object]


def set_environment(font_cache: str) -> None:
    """Must run before the first import: libraries read these variables once."""
    os.environ.update(
        MPLBACKEND='Agg',
        MPLCONFIGDIR=font_cache,
        # no threads before the fork; runtime/patches/parallel.py enlarges the pools after it
        OPENBLAS_NUM_THREADS='1',
        OMP_NUM_THREADS='1',
        ARROW_DEFAULT_MEMORY_POOL='system',
        JE_ARROW_MALLOC_CONF='background_thread:false',
    )


def import_core() -> None:
    # without the system's mime.types, which programs cannot read
    mimetypes.init([])
    with without_collections():
        for name in CORE:
            importlib.import_module(name)


@contextmanager
def without_collections() -> Iterator[None]:
    """A garbage collection during an import finds nothing to free."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def import_package(package: ModuleType) -> None:
    """Imports every module of a package now: the job user may not be able to read its files (umask 077)."""
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):
        importlib.import_module(module.name)


class Preload:
    """The imports after CORE.

    patch: patches the libraries, after the last of PATCHED.
    find_pools: finds the thread pools of the libraries loaded so far.
    """

    def __init__(self, patch: Step, find_pools: Step) -> None:
        self._patched: Deque[Step] = deque([*_imports(PATCHED), patch])
        self._optional: Deque[Tuple[str, Step]] = deque(zip(map(_package, OPTIONAL), _imports(OPTIONAL)))
        self._find_pools = find_pools
        self.is_complete = False
        #: Why a library could not be loaded.
        self.failure: Optional[str] = None

    def step(self) -> None:
        """Imports the next module."""
        try:
            self._step()
        except Exception as error:  # no program can run then; the supervisor shows the reason to the user
            self.failure = f'The libraries could not be loaded: {type(error).__name__}: {error}'
            self.is_complete = True

    def _step(self) -> None:
        if self._patched or self._optional:
            step = self._patched.popleft() if self._patched else self._optional.popleft()[1]
            with without_collections():
                step()
            return
        self._find_pools()
        # all forks share these objects: a garbage collection would write to their pages, and so copy them
        gc.collect()
        gc.freeze()
        self.is_complete = True

    def prepare(self, source: str) -> None:
        """Imports what must be there before the program runs, and what it names, which its repairs then share.

        Raises RuntimeError when a library could not be loaded.
        """
        while not self.is_complete and (self._patched or any(package in source for package, _ in self._optional)):
            self.step()
        if self.failure is not None:
            raise RuntimeError(self.failure)
        if not self.is_complete:
            self._find_pools()
            gc.freeze()


def _imports(names: Iterable[str]) -> Iterable[Step]:
    return [lambda name=name: importlib.import_module(name) for name in names]  # type: ignore[misc]


def _package(name: str) -> str:
    return name.split('.')[0]
