"""Lists the files below a working folder, and which of them cannot become artifacts."""

import os
import stat
from dataclasses import dataclass
from typing import Iterator, List, Optional

from .names import invalid_file, invalid_name, looks_like_result, valid_name

MAX_DEPTH = 5
#: More than a program may create.
MAX_ENTRIES = 200_000
MAX_PATH_BYTES = 400

#: Folders at the top of the working folder, see attempt.py and runtime/charts/pictures.py.
TEMPORARY = '.tmp'
#: Has pictures only if the program was killed: when it ends, they are renamed.
PICTURES = '.shown'

#: Link to the files of earlier jobs, at the top of the working folder, see server.py.
EARLIER = 'earlier'

FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

HIDDEN = 'it is hidden, because its name or that of a folder begins with a dot'
SCRATCH = 'it is in the folder for temporary files; write results to the working folder'


@dataclass(slots=True)
class Entry:
    """A file, or a path that is skipped. Paths are relative to the working folder."""

    #: As the program named it.
    path: str
    #: The artifact's name.
    name: str = ''
    #: Why the name differs from the path.
    rename_reason: Optional[str] = None
    #: Why the path is skipped; None for an artifact.
    skip_reason: Optional[str] = None
    #: A hidden or temporary file that does not look like a result: reported only if the answer names it.
    minor: bool = False
    size: int = 0
    mtime_ns: int = 0


class Walk:
    """Walks a working folder without following links. root: its descriptor."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._budget = MAX_ENTRIES

    def entries(self) -> Iterator[Entry]:
        yield from self._folder(self._root, '', '', 1)
        if self._budget < 0:
            yield Entry('', skip_reason=f'there are more than {MAX_ENTRIES:,} files and folders')

    def _list(self, folder: int) -> List[str]:
        parts = sorted(os.listdir(folder))[: max(0, self._budget + 1)]
        self._budget -= len(parts)
        return parts

    def _folder(self, folder: int, path: str, name: str, depth: int) -> Iterator[Entry]:
        parts = self._list(folder)
        used = {part.lower() for part in parts if not invalid_name(part)}
        for part in parts:
            full = path + part
            if not path and part == EARLIER and stat.S_ISLNK(os.lstat(part, dir_fd=folder).st_mode):
                continue
            if not path and part == PICTURES:
                new = valid_name('shown', used)
            elif part.startswith('.'):
                reason = SCRATCH if full == TEMPORARY else HIDDEN
                yield from self._hidden(folder, part, full, reason, depth)
                continue
            else:
                new = part if not invalid_name(part) else valid_name(part, used)
            used.add(new.lower())
            rename_reason = None if part == PICTURES else invalid_name(part)
            yield from self._visible(folder, part, Entry(full, name + new, rename_reason), depth)

    def _visible(self, folder: int, part: str, entry: Entry, depth: int) -> Iterator[Entry]:
        status = os.lstat(part, dir_fd=folder)
        if len(entry.name.encode()) > MAX_PATH_BYTES:
            entry.skip_reason = 'its path is too long'
        elif stat.S_ISLNK(status.st_mode):
            entry.skip_reason = 'it is a symbolic link'
        elif not stat.S_ISDIR(status.st_mode):
            entry.skip_reason = invalid_file(status, os.geteuid())
            entry.size, entry.mtime_ns = status.st_size, status.st_mtime_ns
        elif depth > MAX_DEPTH:
            entry.skip_reason = f'it is deeper than {MAX_DEPTH} folders'
        else:
            yield from self._subfolder(folder, part, entry, depth)
            return
        yield entry

    def _subfolder(self, folder: int, part: str, entry: Entry, depth: int) -> Iterator[Entry]:
        try:
            descriptor = os.open(part, FOLDER_FLAGS, dir_fd=folder)
        except OSError as error:
            entry.skip_reason = f'it cannot be opened ({error.strerror})'
            yield entry
            return
        try:
            for child in self._folder(descriptor, entry.path + '/', entry.name + '/', depth + 1):
                child.rename_reason = child.rename_reason or entry.rename_reason
                yield child
        finally:
            os.close(descriptor)

    def _hidden(self, folder: int, part: str, path: str, reason: str, depth: int) -> Iterator[Entry]:
        mode = os.lstat(part, dir_fd=folder).st_mode
        if stat.S_ISREG(mode):
            yield Entry(path, skip_reason=reason, minor=not looks_like_result(path))
        elif stat.S_ISDIR(mode) and depth <= MAX_DEPTH:
            try:
                descriptor = os.open(part, FOLDER_FLAGS, dir_fd=folder)
            except OSError:
                return
            try:
                for child in self._list(descriptor):
                    yield from self._hidden(descriptor, child, f'{path}/{child}', reason, depth + 1)
            finally:
                os.close(descriptor)
