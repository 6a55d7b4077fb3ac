"""Finds the hint for an exception in the table of hint_table.py."""

import traceback
from typing import Iterator, List, Optional, Tuple

from interpreter.session import session

from .hint_table import ENTRIES, ErrorContext

MAX_CHAIN = 6
MAX_GROUP = 3


def hint_for(error: BaseException, program: str) -> Optional[str]:
    """The hint for this exception, or for one that caused it. program: file name of the program."""
    for one in _chain(error):
        context = _context_of(one, program)
        for entry in ENTRIES:
            hint = entry.hint_for(context)
            if hint:
                return hint
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    current: Optional[BaseException] = error
    for _ in range(MAX_CHAIN):
        if current is None:
            return
        yield current
        if isinstance(current, BaseExceptionGroup):
            yield from current.exceptions[:MAX_GROUP]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _context_of(error: BaseException, program: str) -> ErrorContext:
    line, files = _location(error, program)
    names = [f'{one.__module__}.{one.__qualname__}' for one in type(error).__mro__]
    return ErrorContext(error, names, str(error), line, session.source, files)


def _location(error: BaseException, program: str) -> Tuple[str, List[str]]:
    if isinstance(error, SyntaxError):
        return error.text or '', []
    line, files = '', []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == program:
            line, files = frame.line or '', []
        else:
            files.append(frame.filename)
    return line, files
