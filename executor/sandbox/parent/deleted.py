"""Files that are deleted and still take room, because processes of the program hold them."""

import os
import stat
from dataclasses import dataclass, field
from typing import Dict, Iterable, Iterator, Set

#: Unit of st_blocks.
BLOCK = 512
GONE = b' (deleted)'


@dataclass
class Deleted:
    """Each file once, however many processes hold it."""

    #: Bytes of those that are open, by number of the file (inode).
    opened: Dict[int, int] = field(default_factory=dict)
    #: Those that are mapped and not open. Nothing tells how large they are: a page of a file keeps all of it.
    mapped_only: Set[int] = field(default_factory=set)


def faces(pid: int) -> Iterator[str]:
    """Places in /proc that tell of a process: its own, and those of its threads, which may be there without it."""
    yield f'/proc/{pid}'
    try:
        for thread in os.listdir(f'/proc/{pid}/task'):
            yield f'/proc/{pid}/task/{thread}'
    except OSError:
        return


def deleted(folder: str, pids: Iterable[int]) -> Deleted:
    """What the processes hold of deleted files, open ones anywhere, mapped ones in `folder`. For the job's user only."""
    found = Deleted()
    mapped: Set[int] = set()
    for pid in pids:
        for place in faces(pid):
            # threads can have descriptors of their own
            found.opened.update(_opened(place))
        mapped.update(_mapped(pid, os.fsencode(folder) + b'/'))
    found.mapped_only = mapped.difference(found.opened)
    return found


def _opened(place: str) -> Dict[int, int]:
    sizes = {}
    try:
        names = os.listdir(f'{place}/fd')
    except OSError:
        return {}
    for name in names:
        try:
            status = os.stat(f'{place}/fd/{name}')
        except OSError:  # closed meanwhile
            continue
        if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
            sizes[status.st_ino] = status.st_blocks * BLOCK
    return sizes


def _mapped(pid: int, below: bytes) -> Iterator[int]:
    """All threads have the same memory: the first that tells of it tells all of it."""
    for place in faces(pid):
        try:
            with open(f'{place}/maps', 'rb') as maps:
                text = maps.read()
        except OSError:
            continue
        if text:
            for line in text.splitlines():
                *_, number, path = line.split(maxsplit=5) if line.endswith(GONE) else (b'0', b'')
                if path.startswith(below):
                    yield int(number)
            return
