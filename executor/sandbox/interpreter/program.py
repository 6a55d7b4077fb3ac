"""Runs a program to its end and says how it ended."""

import atexit
import io
import linecache
import os
import sys
import threading
import time
import traceback
import types
from typing import Any, Callable, Dict, NoReturn, Sequence

from confinement.folders import Folder

from . import attribution, databases, figures, letters
from .channel import Channel
from .ending import close_all
from .parallel import use_processors
from .pictures import pictures
from .session import note, session
from .tracebacks import NAME, describe


def run(source: str, descriptor: int, libraries: Sequence[Folder], limits: Dict[str, Any]) -> NoReturn:
    """Never returns: the process ends with 0, 1 or the program's own code, whatever is raised on the way."""
    try:
        _run(source, descriptor, libraries, limits)
    except BaseException:  # what called this is the parent's
        os.write(2, traceback.format_exc().encode('utf-8', 'backslashreplace'))
    finally:
        os._exit(1)


def _run(source: str, descriptor: int, libraries: Sequence[Folder], limits: Dict[str, Any]) -> NoReturn:
    channel = Channel(descriptor)
    session.channel = channel
    session.source, session.folder = source, os.getcwd()
    _streams()
    databases.limit(limits['memoryBytes'], use_processors(limits['processors']))
    attribution.begin(libraries)
    pictures.begin(os.getcwd(), limits['outputFiles'])
    own = os.getpid()
    module = types.ModuleType('__main__')
    error = _execute(source, module, channel, libraries)
    once = threading.Lock()

    def leave() -> NoReturn:
        with once:
            if os.getpid() == own:
                _send_result(channel, error)
            _flush_streams()
            os._exit(error.get('code', 1) if error else 0)

    if error and os.getpid() != own:  # a process that the program started has no result of its own
        print(error['message' if error['type'] == 'SystemExit' else 'traceback'], file=sys.stderr)
    _finish()
    if os.getpid() == own:
        for step in (figures.save_open, letters.note_missing, pictures.deliver):
            _try(step)
    close_all(module, leave)
    leave()


def _send_result(channel: Channel, error: Any) -> None:
    try:
        channel.send(result={**session.result(), 'error': error})
    except (OSError, ValueError) as failure:
        print(f'The result could not be sent: {failure}', file=sys.stderr, flush=True)


def _streams() -> None:
    for name, descriptor in (('stdout', 1), ('stderr', 2)):
        raw = open(descriptor, 'wb', buffering=0, closefd=False)
        stream = io.TextIOWrapper(io.BufferedWriter(raw), 'utf-8', 'backslashreplace', line_buffering=True)
        setattr(sys, name, stream)
        setattr(sys, f'__{name}__', stream)
    sys.stdin = io.TextIOWrapper(io.BytesIO(b''), 'utf-8')


def _execute(source: str, module: types.ModuleType, channel: Channel, libraries: Sequence[Folder]) -> Any:
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
    for step in (threading._shutdown, atexit._run_exitfuncs):  # type: ignore[attr-defined]
        _try(step)
    _flush_streams()


def _flush_streams() -> None:
    """A program may have closed them, or put something else in their place."""
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()  # type: ignore[union-attr]
        except BaseException:  # it is no loss: what was printed to the program's own streams is written out
            pass


def _try(step: Callable[[], Any]) -> None:
    try:
        step()
    except BaseException as failure:  # the answer is still there
        note(f'The end of the program did not go well: {failure}')
