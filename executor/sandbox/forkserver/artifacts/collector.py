"""Copies artifacts out of the working folder: regular files with valid names, nothing else.

Runs after the last process of the program has ended. A helper opens the files as the job user, so only files that the
program itself could read can be copied.
"""

import hashlib
import json
import os
import socket
import time
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

from .. import helper
from .names import invalid_file
from .sender import ACKNOWLEDGED, send_artifacts

TIMEOUT_S = 60.0
COPY_BYTES = 1 << 20


@dataclass
class Collection:
    #: name, path of the copy, size, sha256; for a renamed file also its original path and the reason.
    files: List[Dict[str, Any]] = field(default_factory=list)
    #: path, reason, and minor: whether to report it only if the answer names it.
    skipped: List[Dict[str, Any]] = field(default_factory=list)
    #: Number of files beyond the limit, and the names of the first.
    surplus: int = 0
    surplus_names: List[str] = field(default_factory=list)
    #: Number of skipped files that `skipped` does not list.
    skipped_unlisted: int = 0
    bytes: int = 0


def collect(folder: str, target: str, uid: Optional[int], limits: Dict[str, Any]) -> Collection:
    """Copies the artifacts below `folder` to `target`, which only this user can read. Raises HelperFailed."""
    os.mkdir(target, 0o700)
    own_end, helper_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    own_end.settimeout(TIMEOUT_S)
    process = helper.start(uid, lambda: send_artifacts(folder, helper_end, limits), [helper_end.fileno()])
    helper_end.close()
    collection = Collection()
    owner = os.geteuid() if uid is None else uid
    deadline = time.monotonic() + TIMEOUT_S
    try:
        while True:
            line, descriptors = _receive(own_end)
            if not line:
                break
            if time.monotonic() > deadline:
                reason = f'copying the files took more than {TIMEOUT_S:g} seconds'
                collection.skipped.append({'path': '', 'reason': reason, 'minor': False})
                break
            try:
                _add(json.loads(line), descriptors, target, owner, limits, collection)
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)
            own_end.send(ACKNOWLEDGED)
    except TimeoutError:
        raise helper.HelperFailed('the collector timed out') from None
    finally:
        own_end.close()
        helper.result(*process, 2.0)
    return collection


def _receive(channel: socket.socket) -> Tuple[bytes, List[int]]:
    """One line and its descriptors; an empty line at the end."""
    line, descriptors = b'', []
    while not line.endswith(b'\n'):
        data, received, _, _ = socket.recv_fds(channel, 1 << 16, 4)
        descriptors += received
        if not data:
            return b'', descriptors
        line += data
    return line, descriptors


def _add(
    message: Dict[str, Any],
    descriptors: List[int],
    target: str,
    owner: int,
    limits: Dict[str, Any],
    collection: Collection,
) -> None:
    if 'surplus' in message:
        collection.surplus, collection.skipped_unlisted = message['surplus'], message['skippedUnlisted']
        collection.surplus_names = message['names']
        return
    reason = message.get('reason')
    if not reason and descriptors:
        status = os.fstat(descriptors[0])
        reason = invalid_file(status, owner) or _exceeds_limits(collection, status.st_size, limits)
        if not reason:
            collection.bytes += status.st_size
            path = os.path.join(target, f'{len(collection.files) + 1:05d}')
            size, digest = _copy(descriptors[0], path, status.st_size)
            file = {'name': message['name'], 'path': path, 'size': size, 'sha256': digest}
            if message['renameReason']:
                file.update(originalName=message['path'], renameReason=message['renameReason'])
            collection.files.append(file)
            return
    reason = reason or 'it could not be read'
    collection.skipped.append({'path': message['path'], 'reason': reason, 'minor': message.get('minor', False)})


def _exceeds_limits(collection: Collection, size: int, limits: Dict[str, Any]) -> Optional[str]:
    """Checks the helper, which selects within the limits but is not trusted."""
    fits = len(collection.files) < limits['outputFiles'] and collection.bytes + size <= limits['outputBytes']
    return None if fits else 'it exceeds the limits for artifacts'


def _copy(descriptor: int, path: str, max_bytes: int) -> Tuple[int, str]:
    """Size and sha256 of the copy, which has at most `max_bytes` even if the file grows."""
    digest, size = hashlib.sha256(), 0
    copy = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        while size < max_bytes:
            part = os.read(descriptor, min(COPY_BYTES, max_bytes - size))
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
