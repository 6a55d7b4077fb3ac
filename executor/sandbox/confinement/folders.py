"""Folders that a program must be able to read, wherever they are.

The job's user may not be able to walk to a folder (a clone or a Python below a home with mode 0700). A descriptor
that was opened before the change of the user still leads into it: `/proc/self/fd/N/…` needs no rights on the
folders above. Such folders are named that way in `sys.path` from the start; all others keep their own names.
"""

import fcntl
import os
import stat
import sys
from dataclasses import dataclass
from typing import List, Optional, Sequence

#: Above whatever a program opens first, so that numbers stay recognizable.
FIRST_DESCRIPTOR = 100


@dataclass(frozen=True)
class Folder:
    #: As `sys.path` has it so far; a link may be in it.
    path: str
    descriptor: int
    #: The name by which the program's user reaches it: without links, or by the descriptor.
    name: str
    by_descriptor: bool


def reachable(path: str, uid: int) -> bool:
    """Whether this user can walk to the folder, which is named without links. By mode bits alone: a refusal is safe."""
    current = path
    while True:
        status = os.stat(current)
        needed = stat.S_IXUSR if status.st_uid == uid else stat.S_IXOTH
        if not status.st_mode & needed:
            return False
        parent = os.path.dirname(current)
        if parent == current:
            return True
        current = parent


def hold(path: str, uid: Optional[int]) -> Folder:
    """Opens a folder for good. uid: the user who has to reach it, None for the one that this process has."""
    # what is judged is what is used: a link may lie in a folder that the user cannot enter, and its target elsewhere
    resolved = os.path.realpath(path)
    low = os.open(resolved, getattr(os, 'O_PATH', os.O_RDONLY) | os.O_DIRECTORY)
    descriptor = fcntl.fcntl(low, fcntl.F_DUPFD, FIRST_DESCRIPTOR)
    os.close(low)
    by_descriptor = uid is not None and not reachable(resolved, uid)
    return Folder(path, descriptor, f'/proc/self/fd/{descriptor}' if by_descriptor else resolved, by_descriptor)


def rename(folders: Sequence[Folder]) -> None:
    """Makes every import, also of packages that are loaded already, go by the reachable names."""

    def named(path: str) -> str:
        for folder in folders:
            if path == folder.path or path.startswith(folder.path + os.sep):
                return folder.name + path[len(folder.path) :]
        return path

    sys.path[:] = [named(path) for path in sys.path]
    for module in list(sys.modules.values()):
        places = getattr(module, '__path__', None)
        if isinstance(places, list):
            places[:] = [named(path) for path in places]
    sys.path_importer_cache.clear()


def standard_library() -> str:
    """The folder of Python's own modules."""
    return os.path.dirname(os.__file__)


def site_packages(executable: str) -> str:
    """The packages of the virtual environment that this interpreter belongs to."""
    environment = os.path.dirname(os.path.dirname(executable))
    version = f'python{sys.version_info.major}.{sys.version_info.minor}'
    return os.path.join(environment, 'lib', version, 'site-packages')


def without_names(text: str, folders: Sequence[Folder]) -> str:
    """A text for people: paths of the libraries cut to what lies below them."""
    # what was loaded before the change of names has the first one
    names = {name for folder in folders for name in (folder.path, folder.name)}
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name + os.sep, '')
    return text


def descriptors(folders: Sequence[Folder]) -> List[int]:
    return [folder.descriptor for folder in folders]
