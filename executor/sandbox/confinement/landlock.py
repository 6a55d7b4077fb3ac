"""Landlock: which files a process may access and, from ABI 6 on, which processes it may signal."""

import ctypes
import os
import stat
import struct
from typing import Iterable

from . import kernel

CREATE, ADD_RULE, RESTRICT = 444, 445, 446
VERSION_FLAG = 1
RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG, MAKE_SYM = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 12
REFER, TRUNCATE = 1 << 13, 1 << 14

READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SYM | REFER | TRUNCATE
FILE_RIGHTS = WRITE_FILE | READ_FILE | TRUNCATE | EXECUTE


def abi() -> int:
    """The kernel's Landlock ABI version; 0 without Landlock."""
    if not kernel.LINUX:
        return 0
    try:
        return kernel.syscall(
            'landlock_create_ruleset', CREATE, ctypes.c_void_p(None), ctypes.c_size_t(0), VERSION_FLAG
        )
    except OSError:
        return 0


def _ruleset_attributes(version: int) -> bytes:
    """`struct landlock_ruleset_attr`, with every right that this version handles: what no rule allows is denied."""
    files = (1 << (13 if version == 1 else 14 if version == 2 else 15 if version < 5 else 16)) - 1
    network = 3
    scoped = 3
    if version < 4:
        return struct.pack('=Q', files)
    if version < 6:
        return struct.pack('=QQ', files, network)
    return struct.pack('=QQQ', files, network, scoped)


def restrict(version: int, readable: Iterable[int], writable: Iterable[int]) -> None:
    """Restricts this process to the files beneath the given descriptors. Requires no_new_privs."""
    attributes = _ruleset_attributes(version)
    supported = struct.unpack_from('=Q', attributes)[0]
    ruleset = kernel.syscall('landlock_create_ruleset', CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    try:
        for rights, descriptors in ((READ, readable), (WRITE, writable)):
            for descriptor in descriptors:
                is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
                allowed = rights & supported if is_folder else rights & supported & FILE_RIGHTS
                rule = struct.pack('=Qi', allowed, descriptor)
                kernel.syscall('landlock_add_rule', ADD_RULE, ruleset, RULE_PATH_BENEATH, rule, 0)
        kernel.syscall('landlock_restrict_self', RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
