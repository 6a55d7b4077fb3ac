"""Limits that the kernel enforces for each process. The watchdog enforces those for a whole program."""

import os
import resource
from typing import Any, Dict

from . import kernel

OPEN_FILES = 1024
#: Seconds between SIGXCPU and SIGKILL.
CPU_GRACE = 1

#: A program may lower its score to the supervisor's. Then the forkserver has the highest score: the kernel kills it
#: first, and the program dies with it.
PROGRAM_OOM_SCORE, FORKSERVER_OOM_SCORE = 1000, 500


def _lower(kind: int, soft: int, hard: int) -> None:
    _, ceiling = resource.getrlimit(kind)
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(kind, (soft, hard))


def virtual_bytes() -> int:
    """Address space of this process, which a fork inherits."""
    try:
        with open('/proc/self/statm', 'rb') as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 31


def _set_affinity(count: int, offset: int) -> None:
    """Binds this process to `count` processors. `offset` spreads the programs of one machine over all processors."""
    available = sorted(os.sched_getaffinity(0))
    count = min(count, len(available))
    first = offset * count
    os.sched_setaffinity(0, {available[(first + index) % len(available)] for index in range(count)})


def set_limits(limits: Dict[str, Any], other_tasks: int, offset: int) -> None:
    """Lowers the limits of this process.

    other_tasks: tasks of the same user that do not belong to the program. offset: spreads programs over processors.
    """
    _lower(resource.RLIMIT_CORE, 0, 0)
    _lower(resource.RLIMIT_MEMLOCK, 0, 0)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES)
    _lower(resource.RLIMIT_CPU, limits['cpuSeconds'], limits['cpuSeconds'] + CPU_GRACE)
    _lower(resource.RLIMIT_FSIZE, limits['diskBytes'], limits['diskBytes'])
    if not kernel.LINUX:
        return
    _set_affinity(limits['processors'], offset)
    space = virtual_bytes() + limits['memoryBytes']
    _lower(resource.RLIMIT_AS, space, space)
    # twice the limit of the watchdog, which names the limit in the failure; this one is the backstop
    tasks = other_tasks + 2 * limits['processes']
    _lower(resource.RLIMIT_NPROC, tasks, tasks)
    _lower(resource.RLIMIT_MSGQUEUE, 0, 0)


def set_oom_score(score: int) -> None:
    """When memory runs out, the kernel kills processes with a high score first. The default is 0."""
    try:
        with open('/proc/self/oom_score_adj', 'w', encoding='ascii') as file:
            file.write(f'{score}')
    except OSError:
        pass


def tasks_of_user(uid: int) -> int:
    """Processes and threads that count against a user's RLIMIT_NPROC."""
    count = 0
    for name in os.listdir('/proc') if os.path.isdir('/proc') else []:
        if name.isdigit():
            try:
                if os.stat(f'/proc/{name}').st_uid == uid:
                    count += len(os.listdir(f'/proc/{name}/task'))
            except OSError:
                continue
    return count
