"""Builds the seccomp filter as classic BPF, without a dependency."""

import ctypes
import errno
import os
import signal
import struct
from typing import Dict, List, Optional

from . import kernel, syscalls

AUDIT_ARCH = {'x86_64': 0xC000003E, 'aarch64': 0xC00000B7}
X32 = 0x40000000

ALLOW = 0x7FFF0000
KILL = 0x80000000
DENY = 0x00050000 | errno.EPERM
ABSENT = 0x00050000 | errno.ENOSYS
#: Returns 0 without running the call.
NO_OP = 0x00050000
#: Suspends the call and notifies the listener (SECCOMP_RET_USER_NOTIF).
NOTIFY = 0x7FC00000

LOAD = 0x20
JUMP_EQUAL = 0x15
JUMP_GREATER = 0x25
JUMP_GREATER_EQUAL = 0x35
JUMP_ANY_BIT = 0x45
RETURN = 0x06

NUMBER, ARCHITECTURE = 0, 4

NEW_NAMESPACE = 0x7E020000
#: PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_MM, PR_SET_CHILD_SUBREAPER, PR_CAP_AMBIENT and
#: PR_SET_PTRACER.
PRCTL_DENIED = (1, 4, 22, 35, 36, 47, 0x59616D61)
#: TIOCSTI, TIOCLINUX; FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR, FS_IOC_SET_ENCRYPTION_POLICY, FS_IOC_ENABLE_VERITY;
#: FIOSETOWN, SIOCSPGRP (the process that gets a signal when a socket is ready).
IOCTL_DENIED = (0x5412, 0x541C, 0x40086602, 0x401C5820, 0x800C6613, 0x40806685, 0x8901, 0x8902)

#: F_SETLEASE, F_NOTIFY (leases and watches on files of other users); F_SETOWN, F_SETSIG, F_SETOWN_EX (the process that
#: gets a signal when a file is ready, and the signal).
FCNTL_DENIED = (1024, 1026, 8, 10, 15)
O_WRONLY, O_RDWR, O_TRUNC = 0o1, 0o2, 0o1000
#: Anonymous shared memory lives as long as a page of it is mapped anywhere, and no limit counts it. No measure counts
#: huge pages.
MAP_SHARED, MAP_ANONYMOUS, MAP_HUGETLB = 0x01, 0x20, 0x40000


def _argument(index: int) -> int:
    return 16 + 8 * index


def _instruction(code: int, value: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack('=HBBI', code, jump_true, jump_false, value)


def _return(value: int) -> bytes:
    return _instruction(RETURN, value)


def _unless_equal(value: int, action: int) -> List[bytes]:
    return [_instruction(JUMP_EQUAL, value, 1, 0), _return(action)]


def _when_equal(value: int, action: int) -> List[bytes]:
    return [_instruction(JUMP_EQUAL, value, 0, 1), _return(action)]


def _when_any_bit(bits: int, action: int) -> List[bytes]:
    return [_instruction(JUMP_ANY_BIT, bits, 0, 1), _return(action)]


def _conditions() -> Dict[str, List[bytes]]:
    """Checks of arguments, by call. A call that passes them is allowed."""
    first = _instruction(LOAD, _argument(0))
    second = _instruction(LOAD, _argument(1))
    mmap_flags = _instruction(LOAD, _argument(3))
    # MAP_SHARED_VALIDATE includes the bit of MAP_SHARED
    deny_shared = _when_any_bit(MAP_SHARED, DENY)
    return {
        'clone': [first, *_when_any_bit(NEW_NAMESPACE, DENY)],
        'prlimit64': [first, *_unless_equal(0, DENY)],
        'sched_setaffinity': [first, *_unless_equal(0, DENY)],
        'prctl': [first, *(step for option in PRCTL_DENIED for step in _when_equal(option, DENY))],
        'ioctl': [second, *(step for request in IOCTL_DENIED for step in _when_equal(request, DENY))],
        'fcntl': [second, *(step for command in FCNTL_DENIED for step in _when_equal(command, DENY))],
        'mmap': [
            mmap_flags,
            *_when_any_bit(MAP_HUGETLB, DENY),
            _instruction(JUMP_ANY_BIT, MAP_ANONYMOUS, 0, len(deny_shared)),
            *deny_shared,
        ],
    }


def _deny_truncating_open(flags: int) -> List[bytes]:
    """Denies O_TRUNC without write access, which Landlock 1 and 2 do not check. flags: index of the argument."""
    return [
        _instruction(LOAD, _argument(flags)),
        _instruction(JUMP_ANY_BIT, O_TRUNC, 0, 5),
        _instruction(JUMP_ANY_BIT, O_WRONLY, 0, 2),
        # both bits together give neither read nor write access
        _instruction(JUMP_ANY_BIT, O_RDWR, 0, 3),
        _return(DENY),
        _instruction(JUMP_ANY_BIT, O_RDWR, 1, 0),
        _return(DENY),
    ]


def build_filter(machine: str, own_user: bool, notify_signals: bool = False, deny_truncation: bool = False) -> bytes:
    """The filter for x86_64 or aarch64, as an array of `struct sock_filter`.

    own_user: the program runs as a user that owns only the working folder. notify_signals: calls that send a signal go
    to the listener. deny_truncation: only files open for writing can be truncated.
    """

    def number(numbers: syscalls.Numbers) -> int:
        value = getattr(numbers, machine)
        return -1 if value is None else value

    steps = [_instruction(LOAD, ARCHITECTURE), *_unless_equal(AUDIT_ARCH[machine], KILL), _instruction(LOAD, NUMBER)]
    if machine == 'x86_64':
        steps += [_instruction(JUMP_GREATER_EQUAL, X32, 0, 1), _return(KILL)]
    steps += [_instruction(JUMP_GREATER, syscalls.NEWEST, 0, 1), _return(ABSENT)]
    no_op = {} if own_user else syscalls.NO_OP
    denied = {**syscalls.DENIED, **(syscalls.TRUNCATION if deny_truncation else {})}
    absent = {**syscalls.ABSENT, **(syscalls.OPEN_BY_STRUCT if deny_truncation else {})}
    notified = syscalls.SIGNALS if notify_signals else {}
    for action, calls in ((DENY, denied), (ABSENT, absent), (NO_OP, no_op), (NOTIFY, notified)):
        for numbers in calls.values():
            if number(numbers) >= 0:
                steps += _when_equal(number(numbers), action)
    opening = {'open': _deny_truncating_open(1), 'openat': _deny_truncating_open(2)}
    conditions = {**_conditions(), **(opening if deny_truncation else {})}
    for name, checks in conditions.items():
        if number(syscalls.CONDITIONAL[name]) >= 0:
            body = [*checks, _return(ALLOW)]
            steps += [_instruction(JUMP_EQUAL, number(syscalls.CONDITIONAL[name]), 0, len(body)), *body]
    return b''.join([*steps, _return(ALLOW)])


class _FilterProgram(ctypes.Structure):
    _fields_ = [('length', ctypes.c_ushort), ('filter', ctypes.c_void_p)]


def _call(operation: int, flags: int, argument: object) -> int:
    """seccomp(2)."""
    return kernel.syscall('seccomp', 317 if kernel.MACHINE == 'x86_64' else 277, operation, flags, argument)


def _supports(action: int) -> bool:
    """SECCOMP_GET_ACTION_AVAIL."""
    try:
        _call(2, 0, ctypes.byref(ctypes.c_uint32(action)))
    except OSError:
        return False
    return True


def available() -> bool:
    """Whether the kernel supports seccomp filters and the tables cover this machine."""
    return kernel.LINUX and kernel.MACHINE is not None and _supports(KILL)


def can_notify() -> bool:
    """Whether a filter can notify a listener, and processes can be signalled by pidfd. Tried in a fork."""
    if not (_supports(NOTIFY) and hasattr(os, 'pidfd_open') and hasattr(signal, 'pidfd_send_signal')):
        return False
    pid = os.fork()
    if pid == 0:
        try:
            kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
            # a process can have one listener only: the container's filter may have it
            install(_return(ALLOW), notify=True)
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


def install(code: bytes, notify: bool = False) -> Optional[int]:
    """Applies the filter to this process and its children. Requires no_new_privs.

    Returns the descriptor of the listener with `notify`.
    """
    buffer = ctypes.create_string_buffer(code, len(code))
    description = _FilterProgram(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p).value)
    # SECCOMP_SET_MODE_FILTER with SECCOMP_FILTER_FLAG_NEW_LISTENER
    descriptor = _call(1, 8 if notify else 0, ctypes.byref(description))
    return descriptor if notify else None
