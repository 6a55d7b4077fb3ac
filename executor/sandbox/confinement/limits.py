"""Limits that the kernel itself keeps, per process. The watchdog keeps those that are for all together."""

import os
import resource
from typing import Any, Dict

from . import kernel

OPEN_FILES = 1024
#: Seconds between the signal that can be caught and the one that cannot.
GRACE = 1


def _lower(kind: int, soft: int, hard: int) -> None:
    _, ceiling = resource.getrlimit(kind)
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(kind, (soft, hard))


def virtual_bytes() -> int:
    """Address space of this process: what a fork starts with."""
    try:
        with open('/proc/self/statm', 'rb') as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 31


def _use_processors(count: int, place: int) -> None:
    """Leaves this process `count` processors; `place` spreads programs of one machine over all of them."""
    available = sorted(os.sched_getaffinity(0))
    count = min(count, len(available))
    first = place * count
    os.sched_setaffinity(0, {available[(first + index) % len(available)] for index in range(count)})


def impose(limits: Dict[str, Any], already: int, place: int) -> None:
    """Lowers the limits of this process. `already`: processes of the same user that are not the program's."""
    _lower(resource.RLIMIT_CORE, 0, 0)
    _lower(resource.RLIMIT_MEMLOCK, 0, 0)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES)
    _lower(resource.RLIMIT_CPU, limits['cpuSeconds'], limits['cpuSeconds'] + GRACE)
    _lower(resource.RLIMIT_FSIZE, limits['diskBytes'], limits['diskBytes'])
    if not kernel.LINUX:
        return
    _use_processors(limits['processors'], place)
    space = virtual_bytes() + limits['memoryBytes']
    _lower(resource.RLIMIT_AS, space, space)
    # the watchdog ends a program that passes the limit and says so; this is the wall behind it
    tasks = already + 2 * limits['processes']
    _lower(resource.RLIMIT_NPROC, tasks, tasks)
    _lower(resource.RLIMIT_MSGQUEUE, 0, 0)


#: A program may lower its own to that of the supervisor; its parent then goes before either, and takes it along.
OF_PROGRAMS, OF_THE_PARENT = 1000, 500


def kill_early(score: int) -> None:
    """When memory runs out, the kernel takes this process before those with a lower score. Most have 0."""
    try:
        with open('/proc/self/oom_score_adj', 'w', encoding='ascii') as file:
            file.write(f'{score}')
    except OSError:
        pass


def tasks_of_user(uid: int) -> int:
    """Processes and threads that the kernel counts against a user's limit."""
    count = 0
    for name in os.listdir('/proc') if os.path.isdir('/proc') else []:
        if name.isdigit():
            try:
                if os.stat(f'/proc/{name}').st_uid == uid:
                    count += len(os.listdir(f'/proc/{name}/task'))
            except OSError:
                continue
    return count
