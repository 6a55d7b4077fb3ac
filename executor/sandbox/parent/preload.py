"""What the parent has loaded before any program comes: what nearly every program needs.

Imported once, a second of work; a fork has it in milliseconds. All of it must leave the process single-threaded.
"""

import importlib
import mimetypes
import os
import pkgutil
import time
from types import ModuleType

MODULES = (
    'numpy',
    'pandas',
    'pyarrow',
    'pyarrow.csv',
    'joblib',
    'threadpoolctl',
    'matplotlib',
    'matplotlib.pyplot',
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


def environment(cache: str) -> None:
    """Set before the first import: libraries read these once."""
    os.environ.update(
        MPLBACKEND='Agg',
        MPLCONFIGDIR=cache,
        # threads are started in the fork only; there the pools are made larger
        OPENBLAS_NUM_THREADS='1',
        OMP_NUM_THREADS='1',
        ARROW_DEFAULT_MEMORY_POOL='system',
        JE_ARROW_MALLOC_CONF='background_thread:false',
    )


def load() -> int:
    """Imports the modules; milliseconds."""
    started = time.monotonic()
    # without the system's own list, which a program may not read
    mimetypes.init([])
    for name in MODULES:
        importlib.import_module(name)
    return round((time.monotonic() - started) * 1000)


def whole(package: ModuleType) -> None:
    """Imports every module of a package: a program's user may not be able to read its files (umask 077)."""
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):
        importlib.import_module(module.name)
