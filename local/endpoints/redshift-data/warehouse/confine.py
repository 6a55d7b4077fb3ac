"""Takes the warehouse's process what SQL has no use for, with the layers that hold generated programs."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable


def confine(layers: str, readable: Iterable[str], writable: Iterable[str]) -> list[str]:
    """Leaves this process, and the threads it starts from now on, its libraries and the paths given.

    `layers` is the folder of the package `confinement`. Returns the layers that this machine has; DuckDB's own locks
    are there in any case.
    """
    sys.path.insert(0, layers)
    from confinement import kernel, landlock, seccomp

    if not kernel.LINUX:
        return []
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    held = []
    if version := landlock.abi():
        libraries = [*sysconfig.get_paths().values(), sys.prefix, os.path.dirname(__file__), layers, "/usr/lib", "/lib", "/lib64"]
        facts = ["/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/sys/fs/cgroup", "/sys/devices/system/cpu", "/dev/urandom"]
        landlock.restrict(version, opened([*libraries, *facts, *readable]), opened(writable))
        held.append(f"landlock:{version}")
    if kernel.MACHINE and seccomp.available():
        seccomp.install(seccomp.program(kernel.MACHINE, own_user=False))
        held.append("seccomp")
    return held


def opened(paths: Iterable[str]) -> list[int]:
    return [os.open(path, os.O_PATH | os.O_CLOEXEC) for path in set(paths) if os.path.exists(path)]
