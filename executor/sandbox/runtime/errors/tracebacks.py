"""Describes an exception: the program's own lines, the end of a library's stack, and a hint."""

import errno
import os
import traceback
from typing import Any, Dict, List, Optional, Sequence

from confinement.library_folders import Folder, strip_folders
from interpreter.session import session

from .. import sandbox_code
from ..patches import forks
from . import hints

#: File name of the program in tracebacks.
PROGRAM = 'program.py'
MAX_LIBRARY_FRAMES = 3
MAX_MESSAGE = 2_000
MAX_TRACEBACK = 8_000
MAX_HINT = 1_500


def _is_of_program(frame: traceback.FrameSummary) -> bool:
    """Whether the frame is of the program or of a module that it wrote."""
    return frame.filename == PROGRAM or frame.filename.startswith(session.folder + os.sep)


def _strip(text: str, libraries: Sequence[Folder]) -> str:
    """Removes the folders of the libraries and the working folder from paths."""
    return strip_folders(text, libraries).replace(session.folder + os.sep, '')


def _shorten(trace: traceback.TracebackException, libraries: Sequence[Folder]) -> None:
    """Keeps the program's frames and the innermost frames of the library that it called last."""
    frames = [frame for frame in trace.stack if not sandbox_code.is_sandbox_code(frame.filename, libraries)]
    of_program = [index for index, frame in enumerate(frames) if _is_of_program(frame)]
    last = of_program[-1] if of_program else -1
    tail = frames[last + 1 :][-MAX_LIBRARY_FRAMES:]
    trace.stack[:] = [frame for frame in frames[: last + 1] if _is_of_program(frame)] + tail
    for earlier in (trace.__cause__, trace.__context__):
        if earlier is not None:
            _shorten(earlier, libraries)


def _line(error: BaseException, trace: traceback.TracebackException) -> Optional[int]:
    if isinstance(error, SyntaxError) and error.filename == PROGRAM:
        return error.lineno
    lines = [frame.lineno for frame in trace.stack if frame.filename == PROGRAM]
    return lines[-1] if lines else None


def _limit(error: BaseException) -> Optional[str]:
    """Name of the limit that caused the exception, if one did."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return 'memory'
    if type(error).__name__ == 'OutOfMemoryException':  # DuckDB
        return 'memory'
    if isinstance(error, OSError) and error.errno in (errno.EFBIG, errno.ENOSPC):
        return 'disk'
    if forks.is_process_limit(error):
        return 'processes and threads'
    return None


def _hint(error: BaseException, libraries: Sequence[Folder]) -> Optional[str]:
    try:
        hint = hints.hint_for(error, PROGRAM)
    except Exception:  # a failing hint must not hide the error
        return None
    return _strip(hint, libraries)[:MAX_HINT] if hint else None


def describe(error: BaseException, libraries: Sequence[Folder]) -> Dict[str, Any]:
    """The `error` of the result: type, message, line of the program, traceback, hint and exceeded limit."""
    try:
        trace = traceback.TracebackException.from_exception(error)
        _shorten(trace, libraries)
        text: str = _strip(''.join(trace.format()), libraries)
        message = str(error)
        if isinstance(error, SystemExit) and isinstance(error.code, int):
            message = f'The program exited with code {message}'
        if isinstance(error, SyntaxError) and error.filename == PROGRAM:
            message = str(error.msg)  # without the line, which the result has apart
        line = _line(error, trace)
    except BaseException as second:  # such as no memory left, or a __str__ that raises
        text, message, line = f'{type(error).__name__}', f'(no message: {type(second).__name__})', None
    hint = _hint(error, libraries)
    if hint:
        text = f'{text.rstrip()}\n\n{hint}\n'
    halves: List[str] = [text[: MAX_TRACEBACK // 2], text[-MAX_TRACEBACK // 2 :]]
    return {
        'type': type(error).__name__,
        'message': _strip(message, libraries)[:MAX_MESSAGE],
        'line': line,
        'traceback': text if len(text) <= MAX_TRACEBACK else ' …\n'.join(halves),
        'limit': _limit(error),
        'hint': hint,
    }
