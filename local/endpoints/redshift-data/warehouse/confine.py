"""Confines the warehouse's process with the layers that also confine generated programs."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable


def confine(layers: str, readable: Iterable[str], writable: Iterable[str]) -> list[str]:
    """Restricts this process, and the threads it starts later, to its libraries and the given paths.

    `layers` is the folder of the package `confinement`. Returns the layers in force; none on machines without them, where
    only DuckDB's settings restrict SQL.
    """
    sys.path.insert(0, layers)
    from confinement import kernel, landlock, seccomp

    if not kernel.LINUX:
        return []
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    in_force = []
    if version := landlock.abi():
        libraries = [
            *sysconfig.get_paths().values(),
            sys.prefix,
            os.path.dirname(__file__),
            layers,
            "/usr/lib",
            "/lib",
            "/lib64",
        ]
        system = [
            "/proc/self",
            "/proc/meminfo",
            "/proc/cpuinfo",
            "/sys/fs/cgroup",
            "/sys/devices/system/cpu",
            "/dev/urandom",
        ]
        landlock.restrict(version, open_paths([*libraries, *system, *readable]), open_paths(writable))
        in_force.append(f"landlock:{version}")
    if kernel.MACHINE and seccomp.available():
        seccomp.install(seccomp.build_filter(kernel.MACHINE, own_user=False))
        in_force.append("seccomp")
    return in_force


def open_paths(paths: Iterable[str]) -> list[int]:
    return [os.open(path, os.O_PATH | os.O_CLOEXEC) for path in set(paths) if os.path.exists(path)]
