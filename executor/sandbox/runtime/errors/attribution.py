"""Attributes warnings to lines of the program, and raises ChainedAssignmentError."""

import linecache
import os
import sys
import warnings
from types import FrameType, ModuleType
from typing import Any, List, Optional, Sequence, TextIO, Type, Union

from confinement.library_folders import Folder, strip_folders

from .. import sandbox_code
from ..charts.pictures import pictures
from .tracebacks import PROGRAM

_libraries: List[Folder] = []


def install() -> None:
    from pandas.core import frame, generic, indexing, series

    warnings.filterwarnings('ignore', message='.*FigureCanvasAgg is non-interactive.*')
    warnings.showwarning = _show_warning
    for module in (frame, generic, indexing, series):
        module.warnings = _StrictWarnings(module.warnings)  # type: ignore[attr-defined]


def begin(libraries: Sequence[Folder]) -> None:
    """Runs after the fork. libraries: folders to strip from paths."""
    _libraries[:] = libraries


def is_of_program(frame: FrameType) -> bool:
    """Whether a frame runs code of the program, also in exec() and eval()."""
    name = frame.f_code.co_filename
    # code in exec() and eval() has no file, and runs with the program's globals
    executed = name.startswith('<') and frame.f_globals.get('__name__') == '__main__'
    return name == PROGRAM or executed or bool(pictures.folder) and name.startswith(pictures.folder + os.sep)


def _show_warning(
    message: Union[Warning, str],
    category: Type[Warning],
    filename: str,
    lineno: int,
    file: Optional[TextIO] = None,
    line: Optional[str] = None,
) -> None:
    """Replaces `warnings.showwarning`. A warning at one of the runtime's wrappers is attributed to the caller."""
    if sandbox_code.is_sandbox_code(filename, _libraries):
        frame: Optional[FrameType] = sys._getframe(1)
        while frame and not is_of_program(frame):
            frame = frame.f_back
        if frame:
            filename, lineno = frame.f_code.co_filename, frame.f_lineno
    line = linecache.getline(filename, lineno) if line is None else line
    text = warnings.formatwarning(message, category, strip_folders(filename, _libraries), lineno, line)
    try:
        print(text, end='', file=file or sys.stderr)
    except (OSError, AttributeError):  # the program has closed or replaced the stream
        pass


class _StrictWarnings:
    """The module `warnings`, for pandas: a chained assignment of the program raises, whatever it filters."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def warn(self, message: Any, category: Any = None, stacklevel: int = 1, *arguments: Any, **options: Any) -> None:
        from pandas.errors import ChainedAssignmentError

        if category is ChainedAssignmentError and is_of_program(sys._getframe(2)):
            raise ChainedAssignmentError(' '.join(str(message).split()))
        self._module.warn(message, category, stacklevel + 1, *arguments, **options)
