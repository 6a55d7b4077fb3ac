"""Empties a working folder, as the job user."""

import os
import stat
from typing import List, Optional

from . import helper

TIMEOUT_S = 60.0


def erase(folder: str, uid: Optional[int]) -> None:
    """Removes everything in the folder. Raises HelperFailed."""
    helper.run_as_job_user(uid, lambda: _erase(folder), timeout_s=TIMEOUT_S)


def _erase(folder: str) -> bool:
    """Changes directory one level at a time: no path is too long, no link followed, no descriptor kept open."""
    os.fchdir(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW))
    names: List[str] = []
    pending = [_remove_files()]
    while True:
        if pending[-1]:
            name = pending[-1].pop()
            os.chmod(name, 0o700)
            os.chdir(name)
            names.append(name)
            pending.append(_remove_files())
        elif names:
            pending.pop()
            os.chdir('..')
            os.rmdir(names.pop())
        else:
            return True


def _remove_files() -> List[str]:
    """Removes all files in the current directory; returns the names of its folders."""
    folders = []
    for name in os.listdir('.'):
        if stat.S_ISDIR(os.lstat(name).st_mode):
            folders.append(name)
        else:
            os.unlink(name)
    return folders
