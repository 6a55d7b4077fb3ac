"""A seccomp filter as classic BPF, made here: no dependency, and nothing in it that is not listed."""

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
#: Says that it succeeded.
NOTHING = 0x00050000
#: Stops the call and asks who has the listener (SECCOMP_RET_USER_NOTIF).
ASK = 0x7FC00000

LOAD = 0x20
JUMP_EQUAL = 0x15
JUMP_GREATER = 0x25
JUMP_GREATER_EQUAL = 0x35
JUMP_ANY_BIT = 0x45
RETURN = 0x06

NUMBER, ARCHITECTURE = 0, 4

NEW_NAMESPACE = 0x7E020000
#: Death signal, dumpable, seccomp, memory map, subreaper, ambient capabilities, ptracer.
PRCTL_DENIED = (1, 4, 22, 35, 36, 47, 0x59616D61)
#: Typing into a terminal, and the console's own; flags, project, encryption and seal (verity) of a file; who is
#: signalled when a socket is ready (FIOSETOWN, SIOCSPGRP).
IOCTL_DENIED = (0x5412, 0x541C, 0x40086602, 0x401C5820, 0x800C6613, 0x40806685, 0x8901, 0x8902)

#: Leases and watches of files that belong to others (F_SETLEASE, F_NOTIFY); who is signalled when a file is ready, and
#: by what (F_SETOWN, F_SETSIG, F_SETOWN_EX).
FCNTL_DENIED = (1024, 1026, 8, 10, 15)
WRITES_ONLY, READS_AND_WRITES, TRUNCATES = 0o1, 0o2, 0o1000
#: Shared memory without a file stays as long as any page of it is mapped anywhere, and no limit sees how much it is;
#: large pages (hugetlb) are in no measure at all.
MAP_SHARED, MAP_ANONYMOUS, MAP_HUGETLB = 0x01, 0x20, 0x40000


def _argument(index: int) -> int:
    return 16 + 8 * index


def _instruction(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack('=HBBI', code, then, otherwise, value)


def _verdict(value: int) -> bytes:
    return _instruction(RETURN, value)


def _unless_equal(value: int, verdict: int) -> List[bytes]:
    return [_instruction(JUMP_EQUAL, value, 1, 0), _verdict(verdict)]


def _when_equal(value: int, verdict: int) -> List[bytes]:
    return [_instruction(JUMP_EQUAL, value, 0, 1), _verdict(verdict)]


def _when_any_bit(bits: int, verdict: int) -> List[bytes]:
    return [_instruction(JUMP_ANY_BIT, bits, 0, 1), _verdict(verdict)]


def _conditions() -> Dict[str, List[bytes]]:
    """For each call the checks of its arguments; what passes them is allowed."""
    first = _instruction(LOAD, _argument(0))
    second = _instruction(LOAD, _argument(1))
    flags_of_mmap = _instruction(LOAD, _argument(3))
    # the bit of MAP_SHARED is in MAP_SHARED_VALIDATE too
    shared = _when_any_bit(MAP_SHARED, DENY)
    return {
        'clone': [first, *_when_any_bit(NEW_NAMESPACE, DENY)],
        'prlimit64': [first, *_unless_equal(0, DENY)],
        'sched_setaffinity': [first, *_unless_equal(0, DENY)],
        'prctl': [first, *(step for option in PRCTL_DENIED for step in _when_equal(option, DENY))],
        'ioctl': [second, *(step for request in IOCTL_DENIED for step in _when_equal(request, DENY))],
        'fcntl': [second, *(step for command in FCNTL_DENIED for step in _when_equal(command, DENY))],
        'mmap': [
            flags_of_mmap,
            *_when_any_bit(MAP_HUGETLB, DENY),
            _instruction(JUMP_ANY_BIT, MAP_ANONYMOUS, 0, len(shared)),
            *shared,
        ],
    }


def _opening(flags: int) -> List[bytes]:
    """Denies to truncate a file by opening it without the right to write, which Landlock 1 and 2 do not look at."""
    return [
        _instruction(LOAD, _argument(flags)),
        _instruction(JUMP_ANY_BIT, TRUNCATES, 0, 5),
        _instruction(JUMP_ANY_BIT, WRITES_ONLY, 0, 2),
        # both at once stand for neither
        _instruction(JUMP_ANY_BIT, READS_AND_WRITES, 0, 3),
        _verdict(DENY),
        _instruction(JUMP_ANY_BIT, READS_AND_WRITES, 1, 0),
        _verdict(DENY),
    ]


def program(machine: str, own_user: bool, asks: bool = False, truncation: bool = False) -> bytes:
    """The filter for x86_64 or aarch64, as an array of `struct sock_filter`.

    own_user: the program runs as a user that owns nothing but its folder. asks: each signal is asked about.
    truncation: only what is open for writing can be truncated.
    """

    def number(numbers: syscalls.Numbers) -> int:
        value = getattr(numbers, machine)
        return -1 if value is None else value

    steps = [_instruction(LOAD, ARCHITECTURE), *_unless_equal(AUDIT_ARCH[machine], KILL), _instruction(LOAD, NUMBER)]
    if machine == 'x86_64':
        steps += [_instruction(JUMP_GREATER_EQUAL, X32, 0, 1), _verdict(KILL)]
    steps += [_instruction(JUMP_GREATER, syscalls.NEWEST, 0, 1), _verdict(ABSENT)]
    without_effect = {} if own_user else syscalls.WITHOUT_EFFECT
    denied = {**syscalls.DENIED, **(syscalls.TRUNCATION if truncation else {})}
    absent = {**syscalls.ABSENT, **(syscalls.OPENING_BY_STRUCTURE if truncation else {})}
    asked = syscalls.SIGNALS if asks else {}
    for verdict, calls in ((DENY, denied), (ABSENT, absent), (NOTHING, without_effect), (ASK, asked)):
        for numbers in calls.values():
            if number(numbers) >= 0:
                steps += _when_equal(number(numbers), verdict)
    conditions = {**_conditions(), **({'open': _opening(1), 'openat': _opening(2)} if truncation else {})}
    for name, checks in conditions.items():
        if number(syscalls.CONDITIONAL[name]) >= 0:
            body = [*checks, _verdict(ALLOW)]
            steps += [_instruction(JUMP_EQUAL, number(syscalls.CONDITIONAL[name]), 0, len(body)), *body]
    return b''.join([*steps, _verdict(ALLOW)])


class _Program(ctypes.Structure):
    _fields_ = [('length', ctypes.c_ushort), ('filter', ctypes.c_void_p)]


def _call(operation: int, flags: int, argument: object) -> int:
    """seccomp(2)."""
    return kernel.syscall('seccomp', 317 if kernel.MACHINE == 'x86_64' else 277, operation, flags, argument)


def _knows(action: int) -> bool:
    """SECCOMP_GET_ACTION_AVAIL"""
    try:
        _call(2, 0, ctypes.byref(ctypes.c_uint32(action)))
    except OSError:
        return False
    return True


def available() -> bool:
    """The kernel has seccomp filters, and there is a table for this machine."""
    return kernel.LINUX and kernel.MACHINE is not None and _knows(KILL)


def can_ask() -> bool:
    """A filter of this process could ask, and processes can be signalled by descriptor. Tried in a fork."""
    if not (_knows(ASK) and hasattr(os, 'pidfd_open') and hasattr(signal, 'pidfd_send_signal')):
        return False
    pid = os.fork()
    if pid == 0:
        try:
            kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
            # refused where the filter of a container asks already
            install(_verdict(ALLOW), asks=True)
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


def install(code: bytes, asks: bool = False) -> Optional[int]:
    """Puts this process, and all that it starts, under the filter. Needs no_new_privs. The listener of one that asks."""
    buffer = ctypes.create_string_buffer(code, len(code))
    description = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p).value)
    # SECCOMP_SET_MODE_FILTER with SECCOMP_FILTER_FLAG_NEW_LISTENER
    descriptor = _call(1, 8 if asks else 0, ctypes.byref(description))
    return descriptor if asks else None
