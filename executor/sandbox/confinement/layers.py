"""Which layers hold a program on this machine, and how a process goes behind them."""

import os
import signal
from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, Iterable, List, Optional, Sequence, Tuple

from . import kernel, landlock, limits, readable, seccomp

#: From this version on Landlock itself keeps a program from signalling processes that are not its own.
SCOPES_SIGNALS = 6
#: From this version on Landlock governs the truncation of files.
GOVERNS_TRUNCATION = 3


class Unconfined(Exception):
    """This machine cannot hold a program; the message says what is missing."""


@dataclass(frozen=True)
class Layers:
    """uid: the job's own user, None when there is none. landlock: the version, 0 for none."""

    uid: Optional[int]
    landlock: int
    filter: Optional[bytes]
    #: The filter asks this program's parent about each signal.
    asks: bool
    #: What the machine lacks to hold a program of whatever origin; None when it lacks nothing.
    missing: Optional[str]
    without: FrozenSet[str] = field(default_factory=frozenset)

    def names(self) -> List[str]:
        found = ['uid'] if self.uid is not None else []
        found += ['seccomp'] if self.filter else []
        found += [f'landlock:{self.landlock}'] if self.landlock else []
        return found + ([] if 'limits' in self.without else ['rlimits'])


def choose(uid: Optional[int], fewer: bool, without: Iterable[str] = ()) -> Layers:
    """All that the machine has. Too little raises Unconfined, unless `fewer` will do.

    uid: the job's user when this process may change to it. without: layers left out, for tests, with `fewer` only;
    `landlock>3` leaves out the versions after 3.
    """
    left_out = frozenset(without)
    user = uid if kernel.LINUX and 'uid' not in left_out else None
    version = _landlock(left_out)
    code, asks = None, False
    if 'seccomp' not in left_out and kernel.MACHINE and seccomp.available():
        asks = user is None and 0 < version < SCOPES_SIGNALS and seccomp.can_ask()
        code = seccomp.program(
            kernel.MACHINE, own_user=user is not None, asks=asks, truncation=0 < version < GOVERNS_TRUNCATION
        )
    missing = None
    if code is None or (user is None and version < SCOPES_SIGNALS and not asks):
        missing = (
            'Programs need seccomp and a user of their own (start as root on Linux), or seccomp and Landlock '
            '(Linux 5.13). Here: '
            f'{"seccomp" if code else "no seccomp"}, {"root" if uid is not None else "not root"}, '
            f'Landlock {version or "missing"}.'
        )
    if left_out:
        missing = 'Layers were left out.'
    if missing is not None and not fewer:
        raise Unconfined(missing)
    return Layers(user, version, code, asks, missing, left_out)


def _landlock(left_out: FrozenSet[str]) -> int:
    newest = [int(one.partition('>')[2]) for one in left_out if one.startswith('landlock>')]
    return 0 if 'landlock' in left_out else min([landlock.abi(), *newest])


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
) -> Optional[int]:
    """Takes this process everything that a program does not need. It cannot be undone.

    folder: descriptor of the working folder. libraries: descriptors of what may be read. already: process id of
    the parent, and how many tasks of the same user are not the program's. The answer: the descriptor on which the
    filter asks, which the parent must have and the program must not.
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
        return None
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
    return seccomp.install(layers.filter, layers.asks) if layers.filter else None
