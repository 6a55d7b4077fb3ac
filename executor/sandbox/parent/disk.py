"""How much disk a program uses."""

import os
import stat
import sys
from dataclasses import dataclass
from typing import Iterable, Tuple

from .deleted import BLOCK, deleted

#: A walk that takes longer than this is given up; what it saw by then counts.
MOST_ENTRIES = 200_000


@dataclass(frozen=True)
class DiskUse:
    bytes: int
    inodes: int


class Disk:
    """The file system of the working folder, from a given moment on.

    On a volume of its own (the task's), what the file system says is the program's. On a shared one it is only a
    hint, since others write too: it is looked at more closely with `walk`.
    """

    def __init__(self, folder: str, own_volume: bool) -> None:
        self.folder = folder
        self.own_volume = own_volume
        self._above = os.path.dirname(folder)
        self._before = os.statvfs(self._above)

    def change(self) -> DiskUse:
        now = os.statvfs(self._above)
        return DiskUse(
            (self._before.f_bfree - now.f_bfree) * now.f_frsize,
            # a file system that does not count inodes has to be walked
            self._before.f_ffree - now.f_ffree if now.f_files else sys.maxsize,
        )

    def walk(self, pids: Iterable[int]) -> DiskUse:
        """What lies in the folder and what the processes hold of deleted files. For the job's user only."""
        size, inodes = _walk(self.folder)
        held = deleted(self.folder, pids)
        size += sum(held.opened.values())
        if held.mapped_only:
            size = max(size, self.change().bytes)
        return DiskUse(size, inodes + len(held.opened) + len(held.mapped_only))


def is_own_volume(work: str) -> bool:
    """The folder in which this sandbox has its own is a file system of its own, as a task's volume is."""
    return os.path.ismount(os.path.dirname(os.path.realpath(work)))


def _walk(folder: str) -> Tuple[int, int]:
    size = inodes = 0
    waiting = [folder]
    while waiting and inodes < MOST_ENTRIES:
        path = waiting.pop()
        try:
            os.chmod(path, 0o700)  # a program may have locked its own folder
            with os.scandir(path) as entries:
                for entry in entries:
                    status = entry.stat(follow_symlinks=False)
                    size += status.st_blocks * BLOCK
                    inodes += 1
                    if stat.S_ISDIR(status.st_mode):
                        waiting.append(entry.path)
        except OSError:
            continue
    return size, inodes
