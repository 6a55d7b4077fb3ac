"""Warnings name the program's line, and a chained assignment is an error of it."""

import linecache
import os
import sys
import warnings
from types import FrameType, ModuleType
from typing import Any, List, Optional, Sequence, TextIO, Type, Union

from confinement.folders import Folder, without_names

from .pictures import pictures
from .tracebacks import INTERNAL, NAME

_libraries: List[Folder] = []


def prepare() -> None:
    """Before any program."""
    from pandas.core import frame, generic, indexing, series

    warnings.filterwarnings('ignore', message='.*FigureCanvasAgg is non-interactive.*')
    warnings.showwarning = _show
    for module in (frame, generic, indexing, series):
        module.warnings = _Strict(module.warnings)  # type: ignore[attr-defined]


def begin(libraries: Sequence[Folder]) -> None:
    _libraries[:] = libraries


def _of_program(frame: FrameType) -> bool:
    name = frame.f_code.co_filename
    # what the program gives to exec() or eval() has no file, and the program's names
    executed = name.startswith('<') and frame.f_globals.get('__name__') == '__main__'
    return name == NAME or executed or bool(pictures.folder) and name.startswith(pictures.folder + os.sep)


def _show(
    message: Union[Warning, str],
    category: Type[Warning],
    filename: str,
    lineno: int,
    file: Optional[TextIO] = None,
    line: Optional[str] = None,
) -> None:
    """`warnings.showwarning`: what a function of ours stands between is attributed to the caller of that."""
    if without_names(filename, _libraries).startswith(INTERNAL):
        frame: Optional[FrameType] = sys._getframe(1)
        while frame and not _of_program(frame):
            frame = frame.f_back
        if frame:
            filename, lineno = frame.f_code.co_filename, frame.f_lineno
    line = linecache.getline(filename, lineno) if line is None else line
    text = warnings.formatwarning(message, category, without_names(filename, _libraries), lineno, line)
    try:
        print(text, end='', file=file or sys.stderr)
    except (OSError, AttributeError):  # the program closed or replaced it
        pass


class _Strict:
    """The module `warnings` for pandas: what changes nothing is an error, whatever the program filters."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def warn(self, message: Any, category: Any = None, stacklevel: int = 1, *arguments: Any, **options: Any) -> None:
        from pandas.errors import ChainedAssignmentError

        if category is ChainedAssignmentError and _of_program(sys._getframe(2)):
            raise ChainedAssignmentError(' '.join(str(message).split()))
        self._module.warn(message, category, stacklevel + 1, *arguments, **options)
