"""Selects the confinement layers that this machine supports, and enters them."""

import os
import signal
from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, Iterable, List, Optional, Sequence

from . import kernel, landlock, limits, seccomp, system_files

#: From this ABI on, Landlock denies signals to processes outside its domain.
SIGNAL_SCOPE_ABI = 6
#: From this ABI on, Landlock controls truncation.
TRUNCATION_ABI = 3


class ConfinementError(Exception):
    """This machine cannot confine a program. The message names the missing layers."""


@dataclass(frozen=True)
class Layers:
    #: The job user; None without one.
    uid: Optional[int]
    #: ABI version; 0 without Landlock.
    landlock: int
    #: The seccomp filter.
    filter: Optional[bytes]
    #: The filter hands every call that sends a signal to the forkserver, which decides.
    intercepts_signals: bool
    #: Why untrusted programs must not run here; None when they may.
    missing: Optional[str]
    disabled: FrozenSet[str] = field(default_factory=frozenset)

    def names(self) -> List[str]:
        names = ['uid'] if self.uid is not None else []
        names += ['seccomp'] if self.filter else []
        names += [f'landlock:{self.landlock}'] if self.landlock else []
        return names + ([] if 'limits' in self.disabled else ['rlimits'])


def select_layers(uid: Optional[int], allow_missing: bool, disabled: Iterable[str] = ()) -> Layers:
    """Selects every layer that the machine supports.

    Raises ConfinementError when they are too few, unless `allow_missing`.

    uid: the job user, if this process may switch to it. disabled: layers to leave out, for tests, only with
    `allow_missing`; `landlock>3` leaves out Landlock ABI versions after 3.
    """
    disabled_names = frozenset(disabled)
    user = uid if kernel.LINUX and 'uid' not in disabled_names else None
    version = _landlock_version(disabled_names)
    code, intercepts = None, False
    if 'seccomp' not in disabled_names and kernel.MACHINE and seccomp.available():
        intercepts = user is None and 0 < version < SIGNAL_SCOPE_ABI and seccomp.can_notify()
        code = seccomp.build_filter(
            kernel.MACHINE,
            own_user=user is not None,
            notify_signals=intercepts,
            deny_truncation=0 < version < TRUNCATION_ABI,
        )
    missing = None
    if code is None or (user is None and version < SIGNAL_SCOPE_ABI and not intercepts):
        missing = (
            'Programs need seccomp and a separate user (start as root on Linux), or seccomp and Landlock '
            '(Linux 5.13). Here: '
            f'{"seccomp" if code else "no seccomp"}, {"root" if uid is not None else "not root"}, '
            f'Landlock {version or "missing"}.'
        )
    if disabled_names:
        missing = 'Layers are disabled.'
    if missing is not None and not allow_missing:
        raise ConfinementError(missing)
    return Layers(user, version, code, intercepts, missing, disabled_names)


def _landlock_version(disabled: FrozenSet[str]) -> int:
    newest = [int(name.partition('>')[2]) for name in disabled if name.startswith('landlock>')]
    return 0 if 'landlock' in disabled else min([landlock.abi(), *newest])


def drop_privileges(uid: Optional[int]) -> None:
    """Switches from root to the job user, irrevocably. Does nothing without one."""
    if uid is None:
        return
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if 0 in os.getresuid() + os.getresgid() or os.getgroups():
        raise PermissionError('Privileges could not be dropped.')


def _open_existing(paths: Iterable[str]) -> List[int]:
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
    forkserver_pid: int,
    other_tasks: int,
) -> Optional[int]:
    """Confines this process, irrevocably.

    bounds: the program's limits. folder: descriptor of the working folder. libraries: descriptors of readable folders.
    other_tasks: tasks of the same user that do not belong to the program. Returns the descriptor of seccomp
    notifications, if there is one: the forkserver must have it and the program must not.
    """
    os.umask(0o077)
    if 'limits' not in layers.disabled:
        limits.set_limits(bounds, other_tasks, os.getppid() if layers.uid is None else layers.uid)
    limits.set_oom_score(limits.PROGRAM_OOM_SCORE)
    system = _open_existing(system_files.paths()) if layers.landlock else []
    null = _open_existing(['/dev/null']) if layers.landlock else []
    drop_privileges(layers.uid)
    os.fchdir(folder)
    if not kernel.LINUX:
        return None
    # the change of user clears both
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != forkserver_pid:
        raise ProcessLookupError('The forkserver has ended.')
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if layers.landlock:
        landlock.restrict(layers.landlock, [*libraries, *system], [folder, *null])
        for descriptor in (*system, *null):
            os.close(descriptor)
    return seccomp.install(layers.filter, layers.intercepts_signals) if layers.filter else None
