"""Disk space of deleted files that are still open or mapped. Only the job user may read it."""

import os
import stat
from dataclasses import dataclass, field
from typing import Dict, Iterable, Iterator, Set

#: Unit of st_blocks.
BLOCK = 512
DELETED_SUFFIX = b' (deleted)'


@dataclass
class DeletedFiles:
    """Each file counts once, however many processes have it open."""

    #: Bytes of open files, by inode.
    open: Dict[int, int] = field(default_factory=dict)
    #: Inodes of files that are mapped but not open. Their size is unknown: one mapped page keeps the whole file.
    mapped_only: Set[int] = field(default_factory=set)


def proc_dirs(pid: int) -> Iterator[str]:
    """/proc folders of a process and its threads. The threads may outlive the main thread."""
    yield f'/proc/{pid}'
    try:
        for thread in os.listdir(f'/proc/{pid}/task'):
            yield f'/proc/{pid}/task/{thread}'
    except OSError:
        return


def find_deleted_files(folder: str, pids: Iterable[int]) -> DeletedFiles:
    """Deleted files that the processes have open anywhere, or mapped below `folder`."""
    files = DeletedFiles()
    mapped: Set[int] = set()
    for pid in pids:
        for proc_dir in proc_dirs(pid):
            # threads can have their own descriptor table
            files.open.update(_open_files(proc_dir))
        mapped.update(_mapped_files(pid, os.fsencode(folder) + b'/'))
    files.mapped_only = mapped.difference(files.open)
    return files


def _open_files(proc_dir: str) -> Dict[int, int]:
    sizes = {}
    try:
        names = os.listdir(f'{proc_dir}/fd')
    except OSError:
        return {}
    for name in names:
        try:
            status = os.stat(f'{proc_dir}/fd/{name}')
        except OSError:  # closed meanwhile
            continue
        if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
            sizes[status.st_ino] = status.st_blocks * BLOCK
    return sizes


def _mapped_files(pid: int, prefix: bytes) -> Iterator[int]:
    # threads share their memory: the first readable list is complete
    for proc_dir in proc_dirs(pid):
        try:
            with open(f'{proc_dir}/maps', 'rb') as maps:
                text = maps.read()
        except OSError:
            continue
        if text:
            for line in text.splitlines():
                *_, inode, path = line.split(maxsplit=5) if line.endswith(DELETED_SUFFIX) else (b'0', b'')
                if path.startswith(prefix):
                    yield int(inode)
            return
