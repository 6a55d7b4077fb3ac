"""The helper's side of the collector: runs as the job user, opens the files and sends their descriptors.

Messages are JSON lines: one for each artifact or skipped path, then one with the counts. Each is acknowledged.
"""

import json
import os
import re
import socket
from typing import Any, Dict, List, Sequence, Set, Tuple

from .entries import FILE_FLAGS, FOLDER_FLAGS, MAX_PATH_BYTES, Entry, Walk
from .names import printable

MAX_SKIPPED = 20
MAX_MINOR = 200
MAX_SURPLUS_NAMES = 5
ACKNOWLEDGED = b'.'


def send_artifacts(folder: str, channel: socket.socket, limits: Dict[str, Any]) -> bool:
    """Sends a message for each entry of the folder, with a descriptor for each artifact."""
    root = os.open(folder, FOLDER_FLAGS)
    entries = list(Walk(root).entries())
    selected, surplus = _select([entry for entry in entries if not entry.skip_reason], limits)
    surplus_paths = {entry.path for entry in surplus}
    skipped = minor = unlisted = 0
    for entry in entries:
        if entry.path in surplus_paths:
            continue
        message: Dict[str, Any] = {'name': entry.name, 'path': printable(entry.path)[:MAX_PATH_BYTES]}
        descriptors = []
        if entry.path in selected:
            message['renameReason'] = entry.rename_reason
            try:
                descriptors = [_open(root, entry.path)]
            except OSError as error:
                entry.skip_reason = f'it cannot be opened ({error.strerror})'
        if entry.skip_reason:
            if entry.minor:
                minor += 1
            else:
                skipped += 1
            if minor > MAX_MINOR if entry.minor else skipped > MAX_SKIPPED:
                unlisted += not entry.minor
                continue
            message.update(reason=entry.skip_reason, minor=entry.minor)
        if not _send(channel, message, descriptors):
            return True
    names = [printable(entry.path)[:MAX_PATH_BYTES] for entry in surplus[:MAX_SURPLUS_NAMES]]
    _send(channel, {'surplus': len(surplus), 'names': names, 'skippedUnlisted': unlisted}, [])
    return True


def _select(files: Sequence[Entry], limits: Dict[str, Any]) -> Tuple[Set[str], List[Entry]]:
    """Paths of the oldest files that are within the limits, and the files that are too many."""
    selected: Set[str] = set()
    size, surplus = 0, []
    for file in sorted(files, key=lambda entry: (entry.mtime_ns, _natural_key(entry.name))):
        if len(selected) >= limits['outputFiles']:
            surplus.append(file)
        elif size + file.size > limits['outputBytes']:
            limit = limits['outputBytes']
            file.skip_reason = f'its {file.size / 1e6:,.1f} MB would bring the total above {limit / 1e6:,.1f} MB'
        else:
            size += file.size
            selected.add(file.path)
    return selected, surplus


def _natural_key(name: str) -> List[Any]:
    """Sorts f2 before f10."""
    return [int(part) if part.isdigit() else part for part in re.split(r'([0-9]{1,15})', name)]


def _open(root: int, path: str) -> int:
    """Opens a file, following no link on the way."""
    *folders, name = path.split('/')
    folder = os.dup(root)
    try:
        for part in folders:
            child = os.open(part, FOLDER_FLAGS, dir_fd=folder)
            os.close(folder)
            folder = child
        return os.open(name, FILE_FLAGS, dir_fd=folder)
    finally:
        os.close(folder)


def _send(channel: socket.socket, message: Dict[str, Any], descriptors: List[int]) -> bool:
    """Whether the collector wants more."""
    socket.send_fds(channel, [json.dumps(message).encode() + b'\n'], descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    return channel.recv(1) == ACKNOWLEDGED
