"""Takes over what a program left: regular files with plain names, and nothing else.

It runs when no process of the program is alive. A helper with the job's own rights opens the files, never through
a link, and hands the descriptors over; only what it could open can be copied.
"""

import hashlib
import json
import os
import re
import socket
import stat
import time
from dataclasses import dataclass, field
from typing import Any, Dict, Iterator, List, Optional, Sequence, Set, Tuple

from . import helper
from .names import looks_like_result, plain_name, refuse_file, refuse_name, shown

MOST_DEPTH = 5
#: More than a program may make.
MOST_ENTRIES = 200_000
MOST_NAME = 400
MOST_SKIPPED = 20
MOST_ASIDE = 200
MOST_LEFT_OUT = 5
COPY_BYTES = 1 << 20
#: Says that the next file may come.
TAKEN = b'.'
SECONDS = 60.0

#: The program's folders at the top that have a meaning; see attempt.py and interpreter/pictures.py.
TEMPORARY = '.tmp'
#: Pictures of a program that was ended; of one that ended they have their names already.
PICTURES = '.shown'

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

HIDDEN = 'it is hidden, because its name or that of a folder begins with a dot'
SCRATCH = 'it is in the folder of temporary files; what is to be kept belongs into the working folder'


@dataclass(slots=True)
class Entry:
    """A file, or why something is left out. Names are paths below the program's folder."""

    #: As the program named it.
    path: str
    #: Under which name it is taken.
    name: str = ''
    #: Why the name is another one.
    renamed: Optional[str] = None
    reason: Optional[str] = None
    #: It lies beside the outputs, and looks like nothing that somebody waits for.
    aside: bool = False
    size: int = 0
    written: int = 0


class Walk:
    """Lists what a program left. Never goes through a link."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._entries = MOST_ENTRIES

    def entries(self) -> Iterator[Entry]:
        yield from self._folder(self._root, '', '', 1)
        if self._entries < 0:
            yield Entry('', reason=f'there are more than {MOST_ENTRIES:,} files and folders')

    def _parts(self, folder: int) -> List[str]:
        parts = sorted(os.listdir(folder))[: max(0, self._entries + 1)]
        self._entries -= len(parts)
        return parts

    def _folder(self, folder: int, path: str, name: str, depth: int) -> Iterator[Entry]:
        parts = self._parts(folder)
        taken = {part.lower() for part in parts if not refuse_name(part)}
        for part in parts:
            here = path + part
            if not path and part == PICTURES:
                plain = plain_name('shown', taken)
            elif part.startswith('.'):
                why = SCRATCH if here == TEMPORARY else HIDDEN
                yield from self._aside(folder, part, here, why, depth)
                continue
            else:
                plain = part if not refuse_name(part) else plain_name(part, taken)
            taken.add(plain.lower())
            renamed = None if part == PICTURES else refuse_name(part)
            yield from self._visible(folder, part, Entry(here, name + plain, renamed), depth)

    def _visible(self, folder: int, part: str, entry: Entry, depth: int) -> Iterator[Entry]:
        status = os.lstat(part, dir_fd=folder)
        if len(entry.name.encode()) > MOST_NAME:
            entry.reason = 'its path is too long'
        elif stat.S_ISLNK(status.st_mode):
            entry.reason = 'it is a symbolic link'
        elif not stat.S_ISDIR(status.st_mode):
            entry.reason = refuse_file(status, os.geteuid())
            entry.size, entry.written = status.st_size, status.st_mtime_ns
        elif depth > MOST_DEPTH:
            entry.reason = f'it is deeper than {MOST_DEPTH} folders'
        else:
            yield from self._inside(folder, part, entry, depth)
            return
        yield entry

    def _inside(self, folder: int, part: str, entry: Entry, depth: int) -> Iterator[Entry]:
        try:
            descriptor = os.open(part, FOLDER, dir_fd=folder)
        except OSError as error:
            entry.reason = f'it cannot be opened ({error.strerror})'
            yield entry
            return
        try:
            for inner in self._folder(descriptor, entry.path + '/', entry.name + '/', depth + 1):
                inner.renamed = inner.renamed or entry.renamed
                yield inner
        finally:
            os.close(descriptor)

    def _aside(self, folder: int, part: str, path: str, reason: str, depth: int) -> Iterator[Entry]:
        """What is hidden is no output; a warning names what looks like one."""
        mode = os.lstat(part, dir_fd=folder).st_mode
        if stat.S_ISREG(mode):
            yield Entry(path, reason=reason, aside=not looks_like_result(path))
        elif stat.S_ISDIR(mode) and depth <= MOST_DEPTH:
            try:
                descriptor = os.open(part, FOLDER, dir_fd=folder)
            except OSError:
                return
            try:
                for inner in self._parts(descriptor):
                    yield from self._aside(descriptor, inner, f'{path}/{inner}', reason, depth + 1)
            finally:
                os.close(descriptor)


def _open(root: int, path: str) -> int:
    """A descriptor of the file, reached through no link."""
    *folders, name = path.split('/')
    folder = os.dup(root)
    try:
        for part in folders:
            inner = os.open(part, FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(name, FILE, dir_fd=folder)
    finally:
        os.close(folder)


def _in_order(name: str) -> List[Any]:
    """By which f2 comes before f10."""
    return [int(part) if part.isdigit() else part for part in re.split(r'([0-9]{1,15})', name)]


def _chosen(files: Sequence[Entry], limits: Dict[str, Any]) -> Tuple[Set[str], List[Entry]]:
    """The names of the files that are taken: those written first, as many as there may be; and what is left out."""
    taken: Set[str] = set()
    size, surplus = 0, []
    for file in sorted(files, key=lambda one: (one.written, _in_order(one.name))):
        if len(taken) >= limits['outputFiles']:
            surplus.append(file)
        elif size + file.size > limits['outputBytes']:
            allowed = limits['outputBytes']
            file.reason = f'with its {file.size / 1e6:,.1f} MB all files would have more than {allowed / 1e6:,.1f} MB'
        else:
            size += file.size
            taken.add(file.path)
    return taken, surplus


def _hand_over(folder: str, channel: socket.socket, limits: Dict[str, Any]) -> bool:
    """In the helper: sends one message for each entry, with the descriptor when it may be taken."""
    root = os.open(folder, FOLDER)
    entries = list(Walk(root).entries())
    taken, surplus = _chosen([entry for entry in entries if not entry.reason], limits)
    left_out = {entry.path for entry in surplus}
    skipped = aside = further = 0
    for entry in entries:
        message: Dict[str, Any] = {'name': entry.name, 'path': shown(entry.path)[:MOST_NAME]}
        descriptors = []
        if entry.path in left_out:
            continue
        if entry.path in taken:
            message['renamed'] = entry.renamed
            try:
                descriptors = [_open(root, entry.path)]
            except OSError as error:
                entry.reason = f'it cannot be opened ({error.strerror})'
        if entry.reason:
            if entry.aside:
                aside += 1
            else:
                skipped += 1
            if aside > MOST_ASIDE if entry.aside else skipped > MOST_SKIPPED:
                further += not entry.aside
                continue
            message.update(reason=entry.reason, aside=entry.aside)
        if not _send(channel, message, descriptors):
            return True
    names = [shown(entry.path)[:MOST_NAME] for entry in surplus[:MOST_LEFT_OUT]]
    _send(channel, {'surplus': len(surplus), 'names': names, 'further': further}, [])
    return True


def _send(channel: socket.socket, message: Dict[str, Any], descriptors: List[int]) -> bool:
    socket.send_fds(channel, [json.dumps(message).encode() + b'\n'], descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    return channel.recv(1) == TAKEN


@dataclass
class Collection:
    """files: name, path, size, sha256, and the program's own name and why it is another where it is."""

    files: List[Dict[str, Any]] = field(default_factory=list)
    #: path, reason; aside: whether only an answer that names it makes it worth a word
    skipped: List[Dict[str, Any]] = field(default_factory=list)
    #: Left out because there were too many: how many, and the first of them.
    surplus: int = 0
    surplus_names: List[str] = field(default_factory=list)
    #: Not among `skipped`, because there were too many.
    further: int = 0
    bytes: int = 0


def collect(folder: str, target: str, uid: Optional[int], limits: Dict[str, Any]) -> Collection:
    """Copies the outputs below `folder` to `target`, where only this user can read. Raises HelperFailed."""
    os.mkdir(target, 0o700)
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    here.settimeout(SECONDS)
    pid, answer = helper.start(uid, lambda: _hand_over(folder, there, limits), [there.fileno()])
    there.close()
    found = Collection()
    owner = os.geteuid() if uid is None else uid
    end = time.monotonic() + SECONDS
    try:
        while True:
            data, descriptors = _receive(here)
            if not data:
                break
            if time.monotonic() > end:
                found.skipped.append({'path': '', 'reason': f'the files took more than {SECONDS:g} seconds', 'aside': False})
                break
            try:
                _take(json.loads(data), descriptors, target, owner, limits, found)
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)
            here.send(TAKEN)
    except TimeoutError:
        raise helper.HelperFailed('the collector did not go on') from None
    finally:
        here.close()
        helper.answer(pid, answer, 2.0)
    return found


def _receive(channel: socket.socket) -> Tuple[bytes, List[int]]:
    """One line and the descriptors that came with it; an empty line when there are no more."""
    line, descriptors = b'', []
    while not line.endswith(b'\n'):
        data, came, _, _ = socket.recv_fds(channel, 1 << 16, 4)
        descriptors += came
        if not data:
            return b'', descriptors
        line += data
    return line, descriptors


def _take(
    message: Dict[str, Any], descriptors: List[int], target: str, owner: int, limits: Dict[str, Any], found: Collection
) -> None:
    if 'surplus' in message:
        found.surplus, found.surplus_names, found.further = message['surplus'], message['names'], message['further']
        return
    reason = message.get('reason')
    if not reason and descriptors:
        status = os.fstat(descriptors[0])
        reason = refuse_file(status, owner) or _beyond(found, status.st_size, limits)
        if not reason:
            found.bytes += status.st_size
            path = os.path.join(target, f'{len(found.files) + 1:05d}')
            size, digest = _copy(descriptors[0], path, status.st_size)
            file = {'name': message['name'], 'path': path, 'size': size, 'sha256': digest}
            if message['renamed']:
                file.update(was=message['path'], renamed=message['renamed'])
            found.files.append(file)
            return
    found.skipped.append(
        {
            'path': message['path'],
            'reason': reason or 'it could not be read',
            'aside': message.get('aside', False),
        }
    )


def _beyond(found: Collection, size: int, limits: Dict[str, Any]) -> Optional[str]:
    """The helper has chosen within the limits; this holds it to them."""
    fits = len(found.files) < limits['outputFiles'] and found.bytes + size <= limits['outputBytes']
    return None if fits else 'it is more than the files of a job may be'


def _copy(descriptor: int, path: str, most: int) -> Tuple[int, str]:
    """Size and sha256 of the copy, which is never larger than the file was."""
    digest, size = hashlib.sha256(), 0
    copy = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        while size < most:
            part = os.read(descriptor, min(COPY_BYTES, most - size))
            if not part:
                break
            digest.update(part)
            size += len(part)
            view = memoryview(part)
            while view:
                view = view[os.write(copy, view) :]
    finally:
        os.close(copy)
    return size, digest.hexdigest()
