"""Runs a program to its end and sends the result."""

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

from confinement.library_folders import Folder
from interpreter.channel import Channel
from interpreter.session import add_runtime_warning, session

from .charts import figures, glyphs
from .charts.pictures import pictures
from .closing import close_all
from .errors import attribution
from .errors.tracebacks import PROGRAM, describe
from .patches import duckdb_limits
from .patches.parallel import set_thread_counts


def run(source: str, descriptor: int, libraries: Sequence[Folder], limits: Dict[str, Any]) -> NoReturn:
    """Never returns: the process exits with 0, 1 or the program's own code. descriptor: of the channel."""
    try:
        _run(source, descriptor, libraries, limits)
    except BaseException:  # must not reach the forkserver's code that called this
        os.write(2, traceback.format_exc().encode('utf-8', 'backslashreplace'))
    finally:
        os._exit(1)


def _run(source: str, descriptor: int, libraries: Sequence[Folder], limits: Dict[str, Any]) -> NoReturn:
    channel = Channel(descriptor)
    session.channel = channel
    session.source, session.folder = source, os.getcwd()
    _open_streams()
    duckdb_limits.set_limits(limits['memoryBytes'], set_thread_counts(limits['processors']))
    attribution.begin(libraries)
    pictures.begin(os.getcwd(), limits['outputFiles'])
    main_process = os.getpid()
    module = types.ModuleType('__main__')
    error = _execute(source, module, channel, libraries)
    once = threading.Lock()

    def leave() -> NoReturn:
        with once:
            if os.getpid() == main_process:
                _send_result(channel, error)
            _flush_streams()
            os._exit(error.get('code', 1) if error else 0)

    if error and os.getpid() != main_process:  # a fork of the program, which has no result
        print(error['message' if error['type'] == 'SystemExit' else 'traceback'], file=sys.stderr)
    _shut_down()
    if os.getpid() == main_process:
        for step in (figures.save_open, glyphs.warn_of_missing, pictures.publish):
            _try(step)
    close_all(module, leave)
    leave()


def _send_result(channel: Channel, error: Any) -> None:
    try:
        channel.send(result={**session.result(), 'error': error})
    except (OSError, ValueError) as failure:
        print(f'The result could not be sent: {failure}', file=sys.stderr, flush=True)


def _open_streams() -> None:
    for name, descriptor in (('stdout', 1), ('stderr', 2)):
        raw = open(descriptor, 'wb', buffering=0, closefd=False)
        stream = io.TextIOWrapper(io.BufferedWriter(raw), 'utf-8', 'backslashreplace', line_buffering=True)
        setattr(sys, name, stream)
        setattr(sys, f'__{name}__', stream)
    sys.stdin = io.TextIOWrapper(io.BytesIO(b''), 'utf-8')


def _execute(source: str, module: types.ModuleType, channel: Channel, libraries: Sequence[Folder]) -> Any:
    module.__dict__.update(__file__=PROGRAM, __builtins__=__builtins__)
    sys.modules['__main__'] = module
    linecache.cache[PROGRAM] = (len(source), None, source.splitlines(keepends=True), PROGRAM)
    channel.send(started=time.time())
    try:
        exec(compile(source, PROGRAM, 'exec', dont_inherit=True), module.__dict__)
        return None
    except SystemExit as error:
        code = exit_code(error)
        return {**describe(error, libraries), 'code': code} if code else None
    except BaseException as error:  # a program may raise anything
        return describe(error, libraries)


def exit_code(error: SystemExit) -> int:
    """Like Python: the number, or 1 for any other argument."""
    if error.code is None:
        return 0
    return error.code & 0xFF if isinstance(error.code, int) else 1


def _shut_down() -> None:
    """Like Python: joins threads, runs exit functions, flushes the output."""
    for step in (threading._shutdown, atexit._run_exitfuncs):  # type: ignore[attr-defined]
        _try(step)
    _flush_streams()


def _flush_streams() -> None:
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()  # type: ignore[union-attr]
        except BaseException:  # the program has closed or replaced it; its own output is flushed
            pass


def _try(step: Callable[[], Any]) -> None:
    try:
        step()
    except BaseException as error:  # the answer must still be sent
        add_runtime_warning(f'The program did not end cleanly: {error}')
