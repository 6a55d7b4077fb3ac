"""Raises OSError for commands that cannot be started, since the kernel denies exec.

The child's error would be EPERM, also for a command that is not installed. Libraries expect FileNotFoundError then,
and fall back or name the command. `os.system` and `os.spawn…` would return an exit code that programs ignore.
"""

import errno
import os
import shutil
import subprocess
from typing import Any

_execute_child = subprocess.Popen._execute_child  # type: ignore[attr-defined]
_spawn = os._spawnvef  # type: ignore[attr-defined]
#: Exit code of a child whose exec failed.
EXEC_FAILED = 127


def _error_of(command: Any) -> OSError:
    name = os.fsdecode(command)
    missing = os.sep not in name and shutil.which(name) is None
    code = errno.ENOENT if missing else errno.EPERM
    return OSError(code, os.strerror(code), name)


def _popen(self: Any, *arguments: Any, **options: Any) -> None:
    try:
        _execute_child(self, *arguments, **options)
    except PermissionError as error:
        raise _error_of(error.filename or '/bin/sh') from None


def _system(command: Any) -> int:
    code = subprocess.call(command, shell=True)
    return code << 8 if code >= 0 else -code


def _spawn_or_raise(mode: int, file: Any, *arguments: Any) -> int:
    code = int(_spawn(mode, file, *arguments))
    if mode == os.P_WAIT and code == EXEC_FAILED:
        raise _error_of(file)
    return code


def install() -> None:
    """Patches subprocess, os.system and os.spawn…"""
    subprocess.Popen._execute_child = _popen  # type: ignore[attr-defined]
    os.system = _system
    os._spawnvef = _spawn_or_raise  # type: ignore[attr-defined]
