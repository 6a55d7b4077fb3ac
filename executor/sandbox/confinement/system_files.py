"""System files that a program may read under Landlock, in addition to the libraries."""

import os
from typing import Iterator, List, Sequence

CGROUPS = '/sys/fs/cgroup'

SYSTEM = (
    '/usr/lib',
    '/usr/lib64',
    '/usr/local/lib',
    '/lib',
    '/lib64',
    '/etc/ld.so.cache',
    '/etc/localtime',
    '/etc/fonts',
    '/usr/share/fonts',
    '/usr/share/zoneinfo',
    '/dev/urandom',
    '/dev/random',
    '/dev/zero',
    # its own entry only: not that of other processes, including its children
    '/proc/self',
    '/proc/cpuinfo',
    '/proc/meminfo',
    '/sys/devices/system/cpu',
)

#: Resource limits of the process's control groups. A library that sees such a file and cannot read it can crash.
CGROUP_2_FILES = ('cpu.max', 'memory.max', 'memory.high')
CGROUP_1_FILES = {
    'cpu': ('cpu.cfs_quota_us', 'cpu.cfs_period_us', 'cpu.shares'),
    'memory': ('memory.limit_in_bytes', 'memory.soft_limit_in_bytes'),
    'cpuset': ('cpuset.cpus',),
}


def paths() -> List[str]:
    """Files and folders, some of which may not exist."""
    return [*SYSTEM, *cgroup_limits(_memberships())]


def _memberships() -> Sequence[str]:
    try:
        with open('/proc/self/cgroup', encoding='utf-8') as groups:
            return groups.read().splitlines()
    except OSError:
        return ()


def cgroup_limits(memberships: Sequence[str]) -> Iterator[str]:
    """Limit files of the groups in `memberships` (lines of /proc/self/cgroup) and of their ancestors."""
    for line in memberships:
        _, controllers, group = line.split(':', 2)
        if not controllers:
            for ancestor in _ancestors(group):
                yield from (os.path.join(CGROUPS + ancestor, name) for name in CGROUP_2_FILES)
        for controller in controllers.split(','):
            for mount in {controllers, controller}:
                for ancestor in _ancestors(group):
                    names = CGROUP_1_FILES.get(controller, ())
                    yield from (os.path.join(CGROUPS, mount + ancestor, name) for name in names)


def _ancestors(group: str) -> Iterator[str]:
    """`/a/b` gives `/a/b`, `/a` and the empty string."""
    while group.strip('/'):
        yield group.rstrip('/')
        group = os.path.dirname(group.rstrip('/'))
    yield ''
