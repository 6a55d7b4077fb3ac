"""An exception as it helps whoever wrote the program: their own lines, and where a library gave up."""

import errno
import os
import traceback
from typing import Any, Dict, List, Optional, Sequence

from confinement.folders import Folder, without_names

from . import forks, hints
from .session import session

NAME = 'program.py'
LIBRARY_TAIL = 3
MOST_MESSAGE = 2_000
MOST_TRACEBACK = 8_000
MOST_HINT = 1_500
INTERNAL = ('interpreter/', 'parent/', 'confinement/', 'main.py')


def _inside(frame: traceback.FrameSummary, libraries: Sequence[Folder]) -> bool:
    return without_names(frame.filename, libraries).startswith(INTERNAL)


def _is_own(frame: traceback.FrameSummary) -> bool:
    """Of the program, or of a module that it wrote."""
    return frame.filename == NAME or frame.filename.startswith(session.folder + os.sep)


def _for_people(text: str, libraries: Sequence[Folder]) -> str:
    """Without the folders of libraries and the program's own."""
    return without_names(text, libraries).replace(session.folder + os.sep, '')


def _shorten(trace: traceback.TracebackException, libraries: Sequence[Folder]) -> None:
    frames = [frame for frame in trace.stack if not _inside(frame, libraries)]
    own = [index for index, frame in enumerate(frames) if _is_own(frame)]
    last = own[-1] if own else -1
    tail = frames[last + 1 :][-LIBRARY_TAIL:]
    kept = [frame for frame in frames[: last + 1] if _is_own(frame)] + tail
    trace.stack[:] = kept
    for before in (trace.__cause__, trace.__context__):
        if before is not None:
            _shorten(before, libraries)


def _line(failure: BaseException, trace: traceback.TracebackException) -> Optional[int]:
    if isinstance(failure, SyntaxError) and failure.filename == NAME:
        return failure.lineno
    lines = [frame.lineno for frame in trace.stack if frame.filename == NAME]
    return lines[-1] if lines else None


def _limit(failure: BaseException) -> Optional[str]:
    """The kernel's limit that this exception stands for, if it does."""
    if isinstance(failure, MemoryError) or (isinstance(failure, OSError) and failure.errno == errno.ENOMEM):
        return 'memory'
    if type(failure).__name__ == 'OutOfMemoryException':  # of DuckDB
        return 'memory'
    if isinstance(failure, OSError) and failure.errno in (errno.EFBIG, errno.ENOSPC):
        return 'disk'
    if forks.refused(failure):
        return 'processes and threads'
    return None


def _hint(failure: BaseException, libraries: Sequence[Folder]) -> Optional[str]:
    try:
        hint = hints.hint_for(failure, NAME)
    except Exception:  # the error itself is what counts
        return None
    return _for_people(hint, libraries)[:MOST_HINT] if hint else None


def describe(failure: BaseException, libraries: Sequence[Folder]) -> Dict[str, Any]:
    """type, message, line of the program, traceback, and the limit that was met."""
    try:
        trace = traceback.TracebackException.from_exception(failure)
        _shorten(trace, libraries)
        text: str = _for_people(''.join(trace.format()), libraries)
        message = str(failure)
        if isinstance(failure, SystemExit) and isinstance(failure.code, int):
            message = f'The program ended itself with code {message}'
        line = _line(failure, trace)
    except BaseException as second:  # for example no memory left, or a __str__ that raises
        text, message, line = f'{type(failure).__name__}', f'(no message: {type(second).__name__})', None
    hint = _hint(failure, libraries)
    if hint:
        text = f'{text.rstrip()}\n\n{hint}\n'
    kept: List[str] = [text[: MOST_TRACEBACK // 2], text[-MOST_TRACEBACK // 2 :]]
    return {
        'type': type(failure).__name__,
        'message': _for_people(message, libraries)[:MOST_MESSAGE],
        'line': line,
        'traceback': text if len(text) <= MOST_TRACEBACK else ' …\n'.join(kept),
        'limit': _limit(failure),
        'hint': hint,
    }
