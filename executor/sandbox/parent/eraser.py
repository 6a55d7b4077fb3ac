"""Removes what a program left, as the job's user."""

import os
import stat
from typing import List, Optional

from . import helper

SECONDS = 60.0


def erase(folder: str, uid: Optional[int]) -> None:
    """Empties the working folder, as the job's user. Raises HelperFailed."""
    helper.as_job(uid, lambda: _erase(folder), seconds=SECONDS)


def _erase(folder: str) -> bool:
    """Goes down and up by single steps: no path is ever too long, no link followed, no descriptor kept."""
    os.fchdir(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW))
    names: List[str] = []
    left = [_folders_left()]
    while True:
        if left[-1]:
            inner = left[-1].pop()
            os.chmod(inner, 0o700)
            os.chdir(inner)
            names.append(inner)
            left.append(_folders_left())
        elif names:
            left.pop()
            os.chdir('..')
            os.rmdir(names.pop())
        else:
            return True


def _folders_left() -> List[str]:
    """Removes everything here that is not a folder; the names of those that are."""
    folders = []
    for name in os.listdir('.'):
        if stat.S_ISDIR(os.lstat(name).st_mode):
            folders.append(name)
        else:
            os.unlink(name)
    return folders
