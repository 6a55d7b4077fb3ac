"""System calls that Python's standard library does not wrap."""

import ctypes
import os
import platform
import sys

LINUX = sys.platform == 'linux'
MACHINE = {'x86_64': 'x86_64', 'amd64': 'x86_64', 'aarch64': 'aarch64', 'arm64': 'aarch64'}.get(
    platform.machine().lower()
)

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, name: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f'{name}: {os.strerror(number)}')
    return result


def prctl(option: int, first: object = 0, second: object = 0) -> int:
    """Calls prctl(2). Raises OSError when the kernel refuses, NotImplementedError where the system is not Linux."""
    if not LINUX:
        raise NotImplementedError('prctl exists on Linux only')
    words = [ctypes.c_ulong(word) if isinstance(word, int) else word for word in (first, second)]
    return _check(libc.prctl(option, *words, ctypes.c_ulong(0), ctypes.c_ulong(0)), f'prctl {option}')


def syscall(name: str, number: int, *arguments: object) -> int:
    """Calls a system call by its number. Raises OSError when the kernel refuses."""
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    return _check(libc.syscall(ctypes.c_long(number), *words), name)
