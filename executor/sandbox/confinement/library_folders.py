"""Library folders that a program must be able to read, wherever they are.

The job user may not be able to traverse the path of a folder (a clone or a Python below a home with mode 0700). A
descriptor opened before the change of user still gives access: `/proc/self/fd/N/…` needs no rights on the parent
folders. `sys.path` has such folders by that path, and all others by their resolved one.
"""

import fcntl
import os
import stat
import sys
from dataclasses import dataclass
from typing import List, Optional, Sequence

#: Above the descriptors that programs open, so that the numbers stay recognizable.
FIRST_DESCRIPTOR = 100


@dataclass(frozen=True)
class Folder:
    #: As given; may contain symbolic links.
    path: str
    descriptor: int
    #: The path by which the job user reaches it: resolved, or through the descriptor.
    reachable_path: str
    by_descriptor: bool

    def contains(self, path: str) -> bool:
        """Whether the path is below this folder."""
        return path.startswith((self.path + os.sep, self.reachable_path + os.sep))


def is_reachable(path: str, uid: int) -> bool:
    """Whether the user can traverse `path`, which has no symbolic links. Checks mode bits only."""
    current = path
    while True:
        status = os.stat(current)
        required = stat.S_IXUSR if status.st_uid == uid else stat.S_IXOTH
        if not status.st_mode & required:
            return False
        parent = os.path.dirname(current)
        if parent == current:
            return True
        current = parent


def open_folder(path: str, uid: Optional[int]) -> Folder:
    """Opens a folder and leaves the descriptor open. uid: the job user, None for the current user."""
    # resolved first: the link may lie in a folder that the user cannot enter, and its target elsewhere
    resolved = os.path.realpath(path)
    low = os.open(resolved, getattr(os, 'O_PATH', os.O_RDONLY) | os.O_DIRECTORY)
    descriptor = fcntl.fcntl(low, fcntl.F_DUPFD, FIRST_DESCRIPTOR)
    os.close(low)
    by_descriptor = uid is not None and not is_reachable(resolved, uid)
    return Folder(path, descriptor, f'/proc/self/fd/{descriptor}' if by_descriptor else resolved, by_descriptor)


def rewrite_import_paths(folders: Sequence[Folder]) -> None:
    """Replaces the folders by their reachable paths in `sys.path` and in packages that are loaded already."""

    def reachable(path: str) -> str:
        for folder in folders:
            if path == folder.path or path.startswith(folder.path + os.sep):
                return folder.reachable_path + path[len(folder.path) :]
        return path

    sys.path[:] = [reachable(path) for path in sys.path]
    for module in list(sys.modules.values()):
        paths = getattr(module, '__path__', None)
        if isinstance(paths, list):
            paths[:] = [reachable(path) for path in paths]
    sys.path_importer_cache.clear()


def standard_library() -> str:
    return os.path.dirname(os.__file__)


def site_packages(executable: str) -> str:
    """The site-packages folder of the virtual environment of this executable."""
    environment = os.path.dirname(os.path.dirname(executable))
    version = f'python{sys.version_info.major}.{sys.version_info.minor}'
    return os.path.join(environment, 'lib', version, 'site-packages')


def strip_folders(text: str, folders: Sequence[Folder]) -> str:
    """Makes library paths in a text relative to their library folder."""
    # modules loaded before the paths were rewritten still have the given path
    paths = {path for folder in folders for path in (folder.path, folder.reachable_path)}
    for path in sorted(paths, key=len, reverse=True):
        text = text.replace(path + os.sep, '')
    return text


def descriptors(folders: Sequence[Folder]) -> List[int]:
    return [folder.descriptor for folder in folders]
