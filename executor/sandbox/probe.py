"""Tries, as a program, what no program may do. Each value of the answer is `held`, or what was reached.

The supervisor puts SUPERVISOR and PARENT (process ids) and OUTSIDE (folders) before this text.
"""

import os
import socket

from interpreter import answer

found = {}


def attempt(name, action):
    try:
        reached = action()
    except (OSError, ValueError):
        reached = None
    found[name] = 'held' if reached is None else str(reached)


def opened(family, kind):
    with socket.socket(family, kind):
        return 'opened'


def read(path):
    with open(path, 'rb') as file:
        return f'{len(file.read(64))} bytes read'


def memory(pid):
    with open(f'/proc/{pid}/mem', 'r+b', buffering=0):
        return 'opened'


def written(folder):
    path = os.path.join(folder, f'probe-{os.getpid()}')
    with open(path, 'w'):
        pass
    os.unlink(path)
    return 'written'


def signalled(pid):
    os.kill(pid, 0)
    return 'could be signalled'


def executed():
    pid = os.fork()
    if pid == 0:
        try:
            os.execv('/bin/true', ['true'])
        finally:
            os._exit(1)
    return 'another program ran' if os.waitpid(pid, 0)[1] == 0 else None


def left_group():
    pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
            os._exit(0)
        finally:
            os._exit(1)
    return 'left its process group' if os.waitpid(pid, 0)[1] == 0 else None


attempt('socket inet', lambda: opened(socket.AF_INET, socket.SOCK_STREAM))
attempt('socket inet6', lambda: opened(socket.AF_INET6, socket.SOCK_DGRAM))
attempt('socket unix', lambda: opened(socket.AF_UNIX, socket.SOCK_STREAM))
attempt('socket netlink', lambda: opened(socket.AF_NETLINK, socket.SOCK_RAW))
attempt('pair of sockets', lambda: 'opened' if socket.socketpair() else None)
for pid in sorted({1, SUPERVISOR, PARENT}):  # noqa: F821
    attempt(f'environment of process {pid}', lambda: read(f'/proc/{pid}/environ'))  # noqa: B023
    attempt(f'memory of process {pid}', lambda: memory(pid))  # noqa: B023
    attempt(f'signal to process {pid}', lambda: signalled(pid))  # noqa: B023
for folder in OUTSIDE:  # noqa: F821
    attempt(f'write to {folder}', lambda: written(folder))  # noqa: B023
attempt('execute', executed)
attempt('session', left_group)
attempt('root', lambda: 'is root' if 0 in os.getresuid() and os.getuid() != os.stat('.').st_uid else None)

answer('probe', **found)
