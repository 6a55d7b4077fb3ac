"""Tries, as a program, what no program may do. The value of each check is `denied`, or what succeeded.

The supervisor prepends SUPERVISOR and FORKSERVER (process ids) and OUTSIDE (folders).
"""

import os
import socket
from typing import Callable, Optional

from interpreter import answer

results = {}


def check(name: str, action: Callable[[], Optional[str]]) -> None:
    try:
        success = action()
    except (OSError, ValueError):
        success = None
    results[name] = 'denied' if success is None else str(success)


def open_socket(family: int, kind: int) -> str:
    with socket.socket(family, kind):
        return 'opened'


def read(path: str) -> str:
    with open(path, 'rb') as file:
        return f'{len(file.read(64))} bytes read'


def open_memory(pid: int) -> str:
    with open(f'/proc/{pid}/mem', 'r+b', buffering=0):
        return 'opened'


def write(folder: str) -> str:
    path = os.path.join(folder, f'probe-{os.getpid()}')
    with open(path, 'w'):
        pass
    os.unlink(path)
    return 'written'


def send_signal(pid: int) -> str:
    os.kill(pid, 0)
    return 'could be signalled'


def execute() -> Optional[str]:
    pid = os.fork()
    if pid == 0:
        try:
            os.execv('/bin/true', ['true'])
        finally:
            os._exit(1)
    return 'another program ran' if os.waitpid(pid, 0)[1] == 0 else None


def leave_group() -> Optional[str]:
    pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
            os._exit(0)
        finally:
            os._exit(1)
    return 'left its process group' if os.waitpid(pid, 0)[1] == 0 else None


check('socket inet', lambda: open_socket(socket.AF_INET, socket.SOCK_STREAM))
check('socket inet6', lambda: open_socket(socket.AF_INET6, socket.SOCK_DGRAM))
check('socket unix', lambda: open_socket(socket.AF_UNIX, socket.SOCK_STREAM))
check('socket netlink', lambda: open_socket(socket.AF_NETLINK, socket.SOCK_RAW))
check('socketpair', lambda: 'opened' if socket.socketpair() else None)
for pid in sorted({1, SUPERVISOR, FORKSERVER}):  # noqa: F821
    check(f'environment of process {pid}', lambda: read(f'/proc/{pid}/environ'))  # noqa: B023
    check(f'memory of process {pid}', lambda: open_memory(pid))  # noqa: B023
    check(f'signal to process {pid}', lambda: send_signal(pid))  # noqa: B023
for folder in OUTSIDE:  # noqa: F821
    check(f'write to {folder}', lambda: write(folder))  # noqa: B023
check('execute', execute)
check('session', leave_group)
check('root', lambda: 'is root' if 0 in os.getresuid() and os.getuid() != os.stat('.').st_uid else None)

answer('probe', **results)
