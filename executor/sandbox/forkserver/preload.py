"""Imports what most programs need, before the first fork.

The imports take a second; a fork shares them within milliseconds. None of them may start a thread.
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


def import_libraries() -> int:
    """Imports the modules; returns the milliseconds that took."""
    started = time.monotonic()
    # without the system's mime.types, which programs cannot read
    mimetypes.init([])
    for name in MODULES:
        importlib.import_module(name)
    return round((time.monotonic() - started) * 1000)


def import_package(package: ModuleType) -> None:
    """Imports every module of a package now: the job user may not be able to read its files (umask 077)."""
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):
        importlib.import_module(module.name)
