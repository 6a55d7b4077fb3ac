"""Runs a program to its end and says how it ended."""

import atexit
import io
import linecache
import os
import sys
import threading
import time
import types
from typing import Any, Dict, NoReturn, Sequence

from confinement.folders import Folder

from . import databases, figures
from .channel import Channel
from .parallel import use_processors
from .session import session, warn
from .tracebacks import NAME, describe


def run(source: str, descriptor: int, libraries: Sequence[Folder], limits: Dict[str, Any]) -> NoReturn:
    """Never returns: the process ends with 0 or 1."""
    channel = Channel(descriptor)
    session.channel = channel
    session.source, session.folder = source, os.getcwd()
    _streams()
    databases.limit(limits['memoryBytes'], use_processors(limits['processors']))
    own = os.getpid()
    error = _execute(source, channel, libraries)
    if os.getpid() != own:
        _end_fork(error)
    try:
        figures.save_open()
    except BaseException as failure:  # an output is missing; the answer is still there
        warn(f'An open figure could not be saved: {failure}')
    _finish()
    result: Dict[str, Any] = {
        'answer': session.answer,
        'values': session.values,
        'assumptions': session.assumptions,
        'warnings': session.warnings,
        'error': error,
    }
    try:
        channel.send(result=result)
    except (OSError, ValueError) as failure:
        print(f'The result could not be sent: {failure}', file=sys.stderr, flush=True)
    os._exit(1 if error else 0)


def _end_fork(error: Any) -> NoReturn:
    """A process that the program started has come to the program's end: it has no result of its own."""
    if error:
        print(error['message' if error['type'] == 'SystemExit' else 'traceback'], file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(error.get('code', 1) if error else 0)


def _streams() -> None:
    for name, descriptor in (('stdout', 1), ('stderr', 2)):
        raw = open(descriptor, 'wb', buffering=0, closefd=False)
        stream = io.TextIOWrapper(io.BufferedWriter(raw), 'utf-8', 'backslashreplace', line_buffering=True)
        setattr(sys, name, stream)
        setattr(sys, f'__{name}__', stream)
    sys.stdin = io.TextIOWrapper(io.BytesIO(b''), 'utf-8')


def _execute(source: str, channel: Channel, libraries: Sequence[Folder]) -> Any:
    module = types.ModuleType('__main__')
    module.__dict__.update(__file__=NAME, __builtins__=__builtins__)
    sys.modules['__main__'] = module
    linecache.cache[NAME] = (len(source), None, source.splitlines(keepends=True), NAME)
    channel.send(started=time.time())
    try:
        exec(compile(source, NAME, 'exec', dont_inherit=True), module.__dict__)
        return None
    except SystemExit as end:
        code = exit_code(end)
        return {**describe(end, libraries), 'code': code} if code else None
    except BaseException as failure:  # a program may raise anything
        return describe(failure, libraries)


def exit_code(end: SystemExit) -> int:
    """As plain Python ends: with a number, or with 1 after it printed whatever else was given."""
    if end.code is None:
        return 0
    return end.code & 0xFF if isinstance(end.code, int) else 1


def _finish() -> None:
    """What Python does at its end: waits for threads, runs exit functions, writes out what was printed."""
    for step in (threading._shutdown, atexit._run_exitfuncs, sys.stdout.flush, sys.stderr.flush):  # type: ignore[attr-defined]
        try:
            step()
        except BaseException as failure:  # the same, one by one
            warn(f'The end of the program did not go well: {failure}')
