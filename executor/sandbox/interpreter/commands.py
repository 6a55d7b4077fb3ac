"""Other programs cannot be started: the kernel denies it. Here that is said as plain Python says it.

For a program that is not on the machine the kernel's answer would be the same; libraries expect FileNotFoundError,
and then go on or name the program. os.system() and os.spawn…() would give a code that nobody looks at.
"""

import errno
import os
import shutil
import subprocess
from typing import Any

_execute_child = subprocess.Popen._execute_child  # type: ignore[attr-defined]
_spawn = os._spawnvef  # type: ignore[attr-defined]
#: Exit code of a fork that could not execute.
NOT_EXECUTED = 127


def _refusal(program: Any) -> OSError:
    name = os.fsdecode(program)
    missing = os.sep not in name and shutil.which(name) is None
    code = errno.ENOENT if missing else errno.EPERM
    return OSError(code, os.strerror(code), name)


def _start(self: Any, *arguments: Any, **named: Any) -> None:
    try:
        _execute_child(self, *arguments, **named)
    except PermissionError as error:
        raise _refusal(error.filename or '/bin/sh') from None


def _system(command: Any) -> int:
    code = subprocess.call(command, shell=True)
    return code << 8 if code >= 0 else -code


def _spawn_or_raise(mode: int, file: Any, *more: Any) -> int:
    code = int(_spawn(mode, file, *more))
    if mode == os.P_WAIT and code == NOT_EXECUTED:
        raise _refusal(file)
    return code


def install() -> None:
    """From now on what starts a program raises when it was not started."""
    subprocess.Popen._execute_child = _start  # type: ignore[attr-defined]
    os.system = _system
    os._spawnvef = _spawn_or_raise  # type: ignore[attr-defined]
