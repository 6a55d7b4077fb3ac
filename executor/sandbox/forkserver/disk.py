"""Measures how much disk a program uses."""

import os
import stat
import sys
from dataclasses import dataclass
from typing import Iterable, Tuple

from .deleted_files import BLOCK, find_deleted_files

#: A walk stops after this many files and folders, and returns what it counted.
MAX_ENTRIES = 200_000


@dataclass(frozen=True)
class DiskUsage:
    bytes: int
    inodes: int


class Disk:
    """Disk usage since this object was created.

    On a separate volume (a task's), the change of the whole file system is the program's usage. On a shared one it is
    only an estimate, because others write too; `walk` measures.
    """

    def __init__(self, folder: str, own_volume: bool) -> None:
        self.folder = folder
        self.own_volume = own_volume
        self._parent = os.path.dirname(folder)
        self._start = os.statvfs(self._parent)

    def change(self) -> DiskUsage:
        now = os.statvfs(self._parent)
        return DiskUsage(
            (self._start.f_bfree - now.f_bfree) * now.f_frsize,
            # some file systems do not count inodes: exceed every limit, so that the folder is walked
            self._start.f_ffree - now.f_ffree if now.f_files else sys.maxsize,
        )

    def walk(self, pids: Iterable[int]) -> DiskUsage:
        """Files in the folder and deleted files that the processes keep. Must run as the job user."""
        size, inodes = _walk(self.folder)
        deleted = find_deleted_files(self.folder, pids)
        size += sum(deleted.open.values())
        if deleted.mapped_only:
            size = max(size, self.change().bytes)
        return DiskUsage(size, inodes + len(deleted.open) + len(deleted.mapped_only))


def is_own_volume(work: str) -> bool:
    """Whether the parent of the sandbox's folder is a mount point, as in a task."""
    return os.path.ismount(os.path.dirname(os.path.realpath(work)))


def _walk(folder: str) -> Tuple[int, int]:
    size = inodes = 0
    pending = [folder]
    while pending and inodes < MAX_ENTRIES:
        path = pending.pop()
        try:
            os.chmod(path, 0o700)  # the program may have removed its own permissions
            with os.scandir(path) as entries:
                for entry in entries:
                    status = entry.stat(follow_symlinks=False)
                    size += status.st_blocks * BLOCK
                    inodes += 1
                    if stat.S_ISDIR(status.st_mode):
                        pending.append(entry.path)
        except OSError:
            continue
    return size, inodes
