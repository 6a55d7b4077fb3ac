"""Takes over what a program left: regular files with plain names, and nothing else.

It runs when no process of the program is alive. A helper with the job's own rights opens the files, never through
a link, and hands the descriptors over; only what it could open can be copied.
"""

import hashlib
import json
import os
import socket
import stat
import time
from dataclasses import dataclass, field
from typing import Any, Dict, Iterator, List, Optional, Tuple

from . import helper
from .names import refuse_file, refuse_name, shown
from .watch import Exceeded

MOST_DEPTH = 5
MOST_ENTRIES = 20_000
MOST_NAME = 400
MOST_SKIPPED = 20
COPY_BYTES = 1 << 20
#: Says that the next file may come.
TAKEN = b'.'
SECONDS = 60.0

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


Found = Tuple[str, Optional[int], Optional[str]]


def _files(folder: int, prefix: str, depth: int, budget: List[int]) -> Iterator[Found]:
    """Path, and a descriptor or the reason why there is none. Hidden files are not outputs."""
    for part in sorted(os.listdir(folder)):
        budget[0] -= 1
        if budget[0] < 0:
            return
        if part.startswith('.'):
            continue
        name = prefix + part
        reason = refuse_name(part) or ('its path is too long' if len(name.encode()) > MOST_NAME else None)
        if reason:
            yield name, None, reason
            continue
        mode = os.lstat(part, dir_fd=folder).st_mode
        if stat.S_ISLNK(mode):
            yield name, None, 'it is a symbolic link'
        elif stat.S_ISDIR(mode) and depth >= MOST_DEPTH:
            yield name, None, f'it is deeper than {MOST_DEPTH} folders'
        else:
            try:
                descriptor = os.open(part, FOLDER if stat.S_ISDIR(mode) else FILE, dir_fd=folder)
            except OSError as error:
                yield name, None, f'it cannot be opened ({error.strerror})'
                continue
            try:
                if stat.S_ISDIR(mode):
                    yield from _files(descriptor, name + '/', depth + 1, budget)
                else:
                    yield name, descriptor, refuse_file(os.fstat(descriptor), os.geteuid())
            finally:
                os.close(descriptor)


def _hand_over(folder: str, channel: socket.socket) -> bool:
    """In the helper: sends one message for each file, with the descriptor when it may be taken."""
    root = os.open(folder, FOLDER)
    for name, descriptor, reason in _files(root, '', 1, [MOST_ENTRIES]):
        message = json.dumps({'name': shown(name)[:MOST_NAME] if reason else name, 'reason': reason}).encode() + b'\n'
        taken = [] if descriptor is None or reason else [descriptor]
        socket.send_fds(channel, [message], taken)
        if channel.recv(1) != TAKEN:
            break
    return True


@dataclass
class Collection:
    """files: name, path, size, sha256. skipped: name and reason."""

    files: List[Dict[str, Any]] = field(default_factory=list)
    skipped: List[Dict[str, str]] = field(default_factory=list)
    exceeded: Optional[Exceeded] = None
    bytes: int = 0


def collect(folder: str, target: str, uid: Optional[int], limits: Dict[str, Any]) -> Collection:
    """Copies the outputs below `folder` to `target`, where only this user can read. Raises HelperFailed."""
    os.mkdir(target, 0o700)
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    here.settimeout(SECONDS)
    pid, answer = helper.start(uid, lambda: _hand_over(folder, there), [there.fileno()])
    there.close()
    found = Collection()
    owner = os.geteuid() if uid is None else uid
    end = time.monotonic() + SECONDS
    try:
        while found.exceeded is None and time.monotonic() < end:
            data, descriptors = _receive(here)
            if not data:
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
        if found.exceeded:
            helper.abandon(pid, answer)
        else:
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
    reason = message['reason']
    if not reason and descriptors:
        status = os.fstat(descriptors[0])
        reason = refuse_file(status, owner)
        if not reason:
            found.bytes += status.st_size
            found.exceeded = _exceeded(len(found.files) + 1, found.bytes, limits)
            if not found.exceeded:
                path = os.path.join(target, f'{len(found.files) + 1:05d}')
                size, digest = _copy(descriptors[0], path, status.st_size)
                found.files.append({'name': message['name'], 'path': path, 'size': size, 'sha256': digest})
            return
    if len(found.skipped) < MOST_SKIPPED:
        found.skipped.append({'name': message['name'], 'reason': reason or 'it could not be read'})


def _exceeded(files: int, size: int, limits: Dict[str, Any]) -> Optional[Exceeded]:
    if files > limits['outputFiles']:
        return Exceeded('output files', limits['outputFiles'], files, 'files')
    if size > limits['outputBytes']:
        return Exceeded('output size', limits['outputBytes'], size, 'bytes')
    return None


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
