"""What of the machine a program may read under Landlock, beside the libraries."""

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
    # its own entry: of other processes, also those it starts, a program reads nothing
    '/proc/self',
    '/proc/cpuinfo',
    '/proc/meminfo',
    '/sys/devices/system/cpu',
)

#: How much of the machine this process may use. A library that may see such a file and not read it can crash.
OF_VERSION_2 = ('cpu.max', 'memory.max', 'memory.high')
OF_VERSION_1 = {
    'cpu': ('cpu.cfs_quota_us', 'cpu.cfs_period_us', 'cpu.shares'),
    'memory': ('memory.limit_in_bytes', 'memory.soft_limit_in_bytes'),
    'cpuset': ('cpuset.cpus',),
}


def paths() -> List[str]:
    """Files and folders; not all of them need to exist."""
    return [*SYSTEM, *own_limits(_memberships())]


def _memberships() -> Sequence[str]:
    try:
        with open('/proc/self/cgroup', encoding='utf-8') as groups:
            return groups.read().splitlines()
    except OSError:
        return ()


def own_limits(memberships: Sequence[str]) -> Iterator[str]:
    """Files with the limits of the groups in which this process is, from lines of /proc/self/cgroup."""
    for line in memberships:
        _, controllers, group = line.split(':', 2)
        if not controllers:
            for above in _upwards(group):
                yield from (os.path.join(CGROUPS + above, name) for name in OF_VERSION_2)
        for controller in controllers.split(','):
            for mount in {controllers, controller}:
                for above in _upwards(group):
                    names = OF_VERSION_1.get(controller, ())
                    yield from (os.path.join(CGROUPS, mount + above, name) for name in names)


def _upwards(group: str) -> Iterator[str]:
    """`/a/b` gives `/a/b`, `/a` and the empty text."""
    while group.strip('/'):
        yield group.rstrip('/')
        group = os.path.dirname(group.rstrip('/'))
    yield ''
