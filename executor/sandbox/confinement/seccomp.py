"""A seccomp filter as classic BPF, made here: no dependency, and nothing in it that is not listed."""

import ctypes
import errno
import struct
from typing import Dict, List

from . import kernel, syscalls

AUDIT_ARCH = {'x86_64': 0xC000003E, 'aarch64': 0xC00000B7}
X32 = 0x40000000

ALLOW = 0x7FFF0000
KILL = 0x80000000
DENY = 0x00050000 | errno.EPERM
ABSENT = 0x00050000 | errno.ENOSYS
#: Says that it succeeded.
NOTHING = 0x00050000

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
#: Typing into a terminal, and the console's own; flags, project, encryption and seal (verity) of a file.
IOCTL_DENIED = (0x5412, 0x541C, 0x40086602, 0x401C5820, 0x800C6613, 0x40806685)

#: Leases and watches of files that belong to others (F_SETLEASE, F_NOTIFY).
FCNTL_DENIED = (1024, 1026)
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


def program(machine: str, own_user: bool) -> bytes:
    """The filter for x86_64 or aarch64, as an array of `struct sock_filter`.

    own_user: the program runs as a user that owns nothing but its folder.
    """

    def number(numbers: syscalls.Numbers) -> int:
        value = getattr(numbers, machine)
        return -1 if value is None else value

    steps = [_instruction(LOAD, ARCHITECTURE), *_unless_equal(AUDIT_ARCH[machine], KILL), _instruction(LOAD, NUMBER)]
    if machine == 'x86_64':
        steps += [_instruction(JUMP_GREATER_EQUAL, X32, 0, 1), _verdict(KILL)]
    steps += [_instruction(JUMP_GREATER, syscalls.NEWEST, 0, 1), _verdict(ABSENT)]
    without_effect = {} if own_user else syscalls.WITHOUT_EFFECT
    for verdict, calls in ((DENY, syscalls.DENIED), (ABSENT, syscalls.ABSENT), (NOTHING, without_effect)):
        for numbers in calls.values():
            if number(numbers) >= 0:
                steps += _when_equal(number(numbers), verdict)
    for name, checks in _conditions().items():
        body = [*checks, _verdict(ALLOW)]
        steps += [_instruction(JUMP_EQUAL, number(syscalls.CONDITIONAL[name]), 0, len(body)), *body]
    return b''.join([*steps, _verdict(ALLOW)])


class _Program(ctypes.Structure):
    _fields_ = [('length', ctypes.c_ushort), ('filter', ctypes.c_void_p)]


def available() -> bool:
    """The kernel has seccomp filters, and there is a table for this machine."""
    if not kernel.LINUX or kernel.MACHINE is None:
        return False
    try:
        # asks whether KILL_PROCESS is known (SECCOMP_GET_ACTION_AVAIL)
        number = 317 if kernel.MACHINE == 'x86_64' else 277
        kernel.syscall('seccomp', number, 2, 0, ctypes.byref(ctypes.c_uint32(KILL)))
    except OSError:
        return False
    return True


def install(code: bytes) -> None:
    """Puts this process, and all that it starts, under the filter. Needs no_new_privs."""
    buffer = ctypes.create_string_buffer(code, len(code))
    description = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p).value)
    kernel.prctl(kernel.PR_SET_SECCOMP, 2, ctypes.byref(description))
