"""matplotlib's list of fonts: seconds to make, so it is made once and kept beside the packages.

matplotlib wants to write to the folder of the list, and the packages may be read-only: each run has a copy.
"""

import os
import shutil


def _kept(packages: str) -> str:
    return os.path.join(packages, '.fonts')


def _copy(source: str, target: str) -> None:
    for name in os.listdir(source):
        if name.endswith('.json'):
            shutil.copyfile(os.path.join(source, name), os.path.join(target, name))


def bring(packages: str, work: str) -> str:
    """A writable folder with the list, if there is one already."""
    folder = os.path.join(work, 'fonts')
    os.makedirs(folder, exist_ok=True)
    if os.path.isdir(_kept(packages)):
        _copy(_kept(packages), folder)
    return folder


def keep(packages: str, folder: str) -> None:
    """Keeps a list that was just made for the next time, where that is possible."""
    if os.path.isdir(_kept(packages)) or not os.access(packages, os.W_OK):
        return
    scratch = f'{_kept(packages)}-{os.getpid()}'
    os.mkdir(scratch)
    _copy(folder, scratch)
    try:
        os.rename(scratch, _kept(packages))
    except OSError:  # somebody else was faster
        shutil.rmtree(scratch)
