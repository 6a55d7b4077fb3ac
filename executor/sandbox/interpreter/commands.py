"""Other programs cannot be started. What would start one says so as plain Python says it, without a fork."""

import errno
import inspect
import os
import shutil
import subprocess
from typing import Any, NoReturn

_signature = inspect.signature(subprocess.Popen._execute_child)  # type: ignore[attr-defined]


def _refuse(program: str) -> NoReturn:
    """FileNotFoundError for a program that is not there: libraries know that one, and go on or name the program."""
    missing = os.sep not in program and shutil.which(program) is None
    code = errno.ENOENT if missing else errno.EPERM
    raise OSError(code, os.strerror(code), program)


def _execute_child(*arguments: Any, **named: Any) -> NoReturn:
    given = _signature.bind(*arguments, **named).arguments
    command = given['args'] if isinstance(given['args'], (str, bytes, os.PathLike)) else list(given['args'])[0]
    _refuse('/bin/sh' if given['shell'] else os.fsdecode(given['executable'] or command))


def _system(command: Any) -> NoReturn:
    _refuse('/bin/sh')


def _spawn(mode: int, file: Any, *_: Any) -> NoReturn:
    _refuse(os.fsdecode(file))


def install() -> None:
    """From now on nothing forks only to find that it may not execute; `os.system` would not even raise."""
    subprocess.Popen._execute_child = _execute_child  # type: ignore[attr-defined]
    os.system = _system
    os._spawnvef = _spawn  # type: ignore[attr-defined]
