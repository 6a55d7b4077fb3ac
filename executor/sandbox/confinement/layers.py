"""Which layers hold a program on this machine, and how a process goes behind them."""

import os
import signal
from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, Iterable, List, Optional, Sequence, Tuple

from . import kernel, landlock, limits, readable, seccomp

#: With the same user, only this version keeps a program from signalling the supervisor.
LANDLOCK_ALONE = 6


class Unconfined(Exception):
    """This machine cannot hold a program; the message says what is missing."""


@dataclass(frozen=True)
class Layers:
    """uid: the job's own user, None when there is none. landlock: the version, 0 for none."""

    uid: Optional[int]
    landlock: int
    filter: Optional[bytes]
    unsafe: bool
    without: FrozenSet[str] = field(default_factory=frozenset)

    def names(self) -> List[str]:
        found = ['unsafe'] if self.unsafe else []
        found += ['uid'] if self.uid is not None else []
        found += ['seccomp'] if self.filter else []
        found += [f'landlock:{self.landlock}'] if self.landlock else []
        return found + ([] if 'limits' in self.without else ['rlimits'])


def choose(uid: Optional[int], unsafe: bool, without: Iterable[str] = ()) -> Layers:
    """All that the machine has. Too little raises Unconfined, unless `unsafe` was asked for.

    uid: the job's user when this process may change to it. without: layers left out, for tests, with `unsafe` only.
    """
    left_out = frozenset(without)
    if left_out and not unsafe:
        raise Unconfined('Layers can be left out with the unsafe setting only.')
    user = uid if kernel.LINUX and 'uid' not in left_out else None
    version = 0 if 'landlock' in left_out else landlock.abi()
    code = None
    if 'seccomp' not in left_out and seccomp.available() and kernel.MACHINE:
        code = seccomp.program(kernel.MACHINE, own_user=user is not None)
    enough = code is not None and (user is not None or version >= LANDLOCK_ALONE)
    if not enough and not unsafe:
        raise Unconfined(
            'Programs need seccomp and a user of their own (start as root on Linux), or seccomp and Landlock of '
            f'version {LANDLOCK_ALONE} or newer (Linux 6.12). Here: '
            f'{"seccomp" if code else "no seccomp"}, {"root" if uid is not None else "not root"}, '
            f'Landlock {version or "missing"}.'
        )
    return Layers(user, version, code, unsafe=bool(left_out) or not enough, without=left_out)


def become(uid: Optional[int]) -> None:
    """Gives up root for the job's user, for good."""
    if uid is None:
        return
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if 0 in os.getresuid() + os.getresgid() or os.getgroups():
        raise PermissionError('The change of the user did not hold.')


def _opened(paths: Iterable[str]) -> List[int]:
    descriptors = []
    for path in paths:
        try:
            descriptors.append(os.open(path, os.O_PATH | os.O_CLOEXEC))
        except OSError:
            continue
    return descriptors


def confine(
    layers: Layers,
    bounds: Dict[str, Any],
    folder: int,
    libraries: Sequence[int],
    already: Tuple[int, int],
) -> None:
    """Takes this process everything that a program does not need. It cannot be undone.

    folder: descriptor of the working folder. libraries: descriptors of what may be read. already: process id of
    the parent, and how many tasks of the same user are not the program's.
    """
    os.umask(0o077)
    if 'limits' not in layers.without:
        limits.impose(bounds, already[1], os.getppid() if layers.uid is None else layers.uid)
    limits.kill_early(limits.OF_PROGRAMS)
    system = _opened(readable.paths()) if layers.landlock else []
    null = _opened(['/dev/null']) if layers.landlock else []
    become(layers.uid)
    os.fchdir(folder)
    if not kernel.LINUX:
        return
    # the change of the user clears both
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != already[0]:
        raise ProcessLookupError('The parent is gone.')
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if layers.landlock:
        landlock.restrict(layers.landlock, [*libraries, *system], [folder, *null])
        for descriptor in (*system, *null):
            os.close(descriptor)
    if layers.filter:
        seccomp.install(layers.filter)
