"""Runs one program outside the sandbox, with the libraries that the sandbox preloads, and reports its results.

control.py SANDBOX PROGRAM REPORT, in an empty folder: SANDBOX is executor/sandbox. Writes {files, figures, error?} as
JSON to REPORT: the names of the files at the end, and the number of figures that are open and not saved to a file. They
are drawn as the sandbox draws them, so that an error in drawing is an error here too.
"""

from __future__ import annotations

import builtins
import importlib
import json
import os
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def main() -> None:
    sandbox, program, report = sys.argv[1:]
    sys.path.insert(0, sandbox)
    modules = importlib.import_module('forkserver.preload').MODULES
    sys.path.remove(sandbox)
    for name in modules:
        importlib.import_module(name)
    import matplotlib.figure

    saved: set[int] = set()
    original = matplotlib.figure.Figure.savefig

    def savefig(figure: matplotlib.figure.Figure, target: object, *arguments: object, **options: object) -> object:
        result = original(figure, target, *arguments, **options)
        if isinstance(target, (str, os.PathLike)):
            saved.add(id(figure))
        return result

    matplotlib.figure.Figure.savefig = savefig
    folder = os.getcwd()
    error = run(Path(program).read_text(encoding='utf-8'))
    figures = open_figures(saved)
    result = {'files': files(folder), 'figures': len(figures)}
    error = error or first_drawing_error(figures)
    Path(report).write_text(json.dumps(result if error is None else {**result, 'error': error}), encoding='utf-8')


def run(source: str) -> str | None:
    """The last line of its error, or None."""
    main_module = ModuleType('__main__')
    main_module.__dict__.update(__file__='program.py', __builtins__=builtins)
    sys.modules['__main__'] = main_module
    sys.argv = ['program.py']
    try:
        exec(compile(source, 'program.py', 'exec'), main_module.__dict__)
    except SystemExit as ended:
        return None if ended.code in (None, 0) else f'SystemExit: {ended.code}'
    except BaseException as error:
        traceback.print_exc()
        return traceback.format_exception_only(error)[-1].strip()
    return None


def files(folder: str) -> list[str]:
    """Hidden files and what Python compiles are no outputs."""
    found = (path.relative_to(folder) for path in Path(folder).rglob('*') if path.is_file())
    return sorted(path.as_posix() for path in found if not any(part.startswith(('.', '__pycache__')) for part in path.parts))


def open_figures(saved: set[int]) -> list[Figure]:
    from matplotlib import pyplot

    figures = [pyplot.figure(number) for number in pyplot.get_fignums()]
    # The first child is the background.
    return [figure for figure in figures if id(figure) not in saved and len(figure.get_children()) > 1]


def first_drawing_error(figures: list[Figure]) -> str | None:
    for figure in figures:
        try:
            figure.canvas.draw()
        except Exception as error:
            traceback.print_exc()
            return traceback.format_exception_only(error)[-1].strip()
    return None


if __name__ == '__main__':
    main()
