"""Caches matplotlib's font list, which takes seconds to build, next to the packages.

matplotlib writes to the folder of the list, and the packages may be read-only, so each sandbox works on a copy.
"""

import os
import shutil


def _cache_folder(packages: str) -> str:
    return os.path.join(packages, '.fonts')


def _copy(source: str, target: str) -> None:
    for name in os.listdir(source):
        if name.endswith('.json'):
            shutil.copyfile(os.path.join(source, name), os.path.join(target, name))


def restore(packages: str, work: str) -> str:
    """Creates a writable folder, with a copy of the cached list if there is one."""
    folder = os.path.join(work, 'fonts')
    os.makedirs(folder, exist_ok=True)
    if os.path.isdir(_cache_folder(packages)):
        _copy(_cache_folder(packages), folder)
    return folder


def store(packages: str, folder: str) -> None:
    """Caches the list in `folder`, unless one is cached already or the packages are read-only."""
    if os.path.isdir(_cache_folder(packages)) or not os.access(packages, os.W_OK):
        return
    scratch = f'{_cache_folder(packages)}-{os.getpid()}'
    os.mkdir(scratch)
    _copy(folder, scratch)
    try:
        os.rename(scratch, _cache_folder(packages))
    except OSError:  # another process stored it first
        shutil.rmtree(scratch)
