"""Saves matplotlib figures that a program shows, or leaves open without saving them, as pictures."""

import atexit
import contextlib
import functools
import io
import itertools
import os
import sys
import weakref
from numbers import Integral
from typing import Any, Callable, Dict, Iterator, Optional

from interpreter.session import add_runtime_warning

from .pictures import pictures

#: Attribute of a figure: whether it has changed since it was saved to an artifact or a picture.
CHANGED = '_changed_since_saved'
#: Attribute of a figure: saving it has failed.
SAVE_FAILED = '_save_failed'
#: Attribute of an empty figure requested by number or label: the figure that had this number or label when shown.
SHOWN_FIGURE = '_shown_figure'
MAX_DEPTH = 6

#: Figures that were shown, and that the program may still change.
_shown: 'weakref.WeakSet[Any]' = weakref.WeakSet()
_last_shown: Optional[Any] = None
#: Figures of the last show(), by number and label.
_by_number: Dict[Any, Any] = {}
_numbers = itertools.count(1_000_000)


def install() -> None:
    """Patches matplotlib to track which figures are changed, saved and shown."""
    from matplotlib import _pylab_helpers, animation, pyplot
    from matplotlib.artist import Artist
    from matplotlib.backend_bases import FigureCanvasBase, FigureManagerBase
    from matplotlib.figure import Figure

    def set_stale(figure: Any, value: bool) -> None:
        if value:
            figure.__dict__[CHANGED] = True
        Artist.stale.fset(figure, value)  # type: ignore[attr-defined]

    Figure.stale = Artist.stale.setter(set_stale)  # type: ignore[method-assign, attr-defined]
    Figure.draw = _preserving_state(Figure.draw, lambda figure: figure)  # type: ignore[method-assign]
    FigureCanvasBase.print_figure = _tracking_save(  # type: ignore[method-assign]
        FigureCanvasBase.print_figure, lambda canvas: canvas.figure
    )
    Figure.savefig = _redirecting_save(  # type: ignore[method-assign]
        _tracking_save(Figure.savefig, lambda figure: figure)
    )
    Figure.show = lambda figure, warn=True: _save(figure)  # type: ignore[method-assign]
    animation.AbstractMovieWriter.saving = _tracking_movie(  # type: ignore[method-assign]
        animation.AbstractMovieWriter.saving
    )
    FigureManagerBase.destroy = _saving_before_close(FigureManagerBase.destroy)  # type: ignore[method-assign]
    pyplot.show = _show
    pyplot.figure = _remembering_shown(pyplot.figure)  # type: ignore[assignment]
    # save_open() runs after the exit functions
    atexit.unregister(_pylab_helpers.Gcf.destroy_all)


def save_open() -> None:
    """Saves the figures that have changed since they were saved or shown."""
    if 'matplotlib.pyplot' not in sys.modules:
        return
    for figure in _open_and_shown():
        _save_or_warn(figure)


def _open_figures() -> 'list[Any]':
    from matplotlib import pyplot

    return [pyplot.figure(number) for number in pyplot.get_fignums()]


def _open_and_shown() -> 'list[Any]':
    figures = _open_figures()
    return [*figures, *(figure for figure in list(_shown) if figure not in figures)]


def _show(*_: Any, block: Optional[bool] = None, **__: Any) -> None:
    """Replaces `pyplot.show`: saves the open figures and, as in a notebook, begins a new one."""
    global _last_shown
    figures = _open_figures()
    for figure in _open_and_shown():
        _save(figure)
    if figures:
        _last_shown = figures[-1]
        _by_number.clear()
        for figure in figures:
            _by_number.update(dict.fromkeys((figure.number, figure.get_label() or figure.number), figure))
    if block is not False:
        for figure in figures:
            _detach(figure)
    _shown.update(figures)


def _detach(figure: Any) -> None:
    """Removes a figure from pyplot without closing it. It gets a number that pyplot does not use."""
    from matplotlib._pylab_helpers import Gcf

    manager = figure.canvas.manager
    Gcf.figs.pop(manager.num, None)
    manager.num = next(_numbers)


def _redirecting_save(original: Callable[..., Any]) -> Callable[..., Any]:
    """`Figure.savefig`: on an empty figure, as pyplot creates after show(), saves the figure that was shown."""

    @functools.wraps(original)
    def savefig(figure: Any, *arguments: Any, **options: Any) -> Any:
        is_empty = _last_shown is not None and not _has_artists(figure)
        target = figure.__dict__.get(SHOWN_FIGURE, _last_shown) if is_empty else figure
        return original(target, *arguments, **options)

    return savefig


def _remembering_shown(original: Callable[..., Any]) -> Callable[..., Any]:
    """`pyplot.figure`: links a new figure to the shown one of the same number or label."""

    @functools.wraps(original)
    def figure(num: Any = None, *arguments: Any, **options: Any) -> Any:
        result = original(num, *arguments, **options)
        if isinstance(num, (Integral, str)) and num in _by_number and not _has_artists(result):
            result.__dict__[SHOWN_FIGURE] = _by_number[num]
        return result

    return figure


def _save_or_warn(figure: Any) -> None:
    try:
        _save(figure)
    except BaseException as error:  # the answer must still be sent
        number = getattr(figure, 'number', '')
        text = f'Figure {number} could not be saved: {type(error).__name__}: {error}'
        add_runtime_warning(text.replace('  ', ' '))


def _save(figure: Any) -> None:
    if not figure.__dict__.get(CHANGED, True) or not _has_artists(figure):
        return
    pictures.add('.png', lambda path: figure.savefig(path, dpi=120, bbox_inches='tight'))
    figure.__dict__[CHANGED] = False


def _has_artists(figure: Any) -> bool:
    """Whether a figure, or a subfigure of it, has more than its background."""
    subfigures = list(figure.subfigs)
    own = [child for child in figure.get_children() if child is not figure.patch and child not in subfigures]
    return bool(own) or any(_has_artists(one) for one in subfigures)


def _saving_before_close(original: Callable[..., Any]) -> Callable[..., Any]:
    """`FigureManagerBase.destroy`: saves a figure that the program tried to save without success."""

    @functools.wraps(original)
    def destroy(manager: Any, *arguments: Any) -> Any:
        figure = manager.canvas.figure
        if figure.__dict__.pop(SAVE_FAILED, False):
            _save_or_warn(figure)
        return original(manager, *arguments)

    return destroy


def _preserving_state(original: Callable[..., Any], figure_of: Callable[[Any], Any]) -> Callable[..., Any]:
    """Drawing marks artists as changed, which does not count as a change."""

    @functools.wraps(original)
    def draw(target: Any, *arguments: Any, **options: Any) -> Any:
        state = figure_of(target).__dict__
        before = state.get(CHANGED, True)
        try:
            return original(target, *arguments, **options)
        finally:
            state[CHANGED] = before

    return draw


def _tracking_save(original: Callable[..., Any], figure_of: Callable[[Any], Any]) -> Callable[..., Any]:
    preserving = _preserving_state(original, figure_of)

    @functools.wraps(original)
    def save(target: Any, *arguments: Any, **options: Any) -> Any:
        state = figure_of(target).__dict__
        file = arguments[0] if arguments else options.get('fname', options.get('filename'))
        try:
            result = preserving(target, *arguments, **options)
        except OSError:
            state[SAVE_FAILED] = True
            raise
        if _is_artifact(file):
            state[CHANGED] = False
            state.pop(SAVE_FAILED, None)
        return result

    return save


def _tracking_movie(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    @contextlib.contextmanager
    def saving(writer: Any, fig: Any, outfile: Any, *arguments: Any, **options: Any) -> Iterator[Any]:
        with original(writer, fig, outfile, *arguments, **options) as result:
            yield result
        if _is_artifact(outfile):
            fig.__dict__[CHANGED] = False

    return saving


def _is_artifact(file: Any) -> bool:
    """Whether a file that was just written is in the working folder and will be collected."""
    from matplotlib import rcParams

    file = getattr(file, '_filename', file)  # PdfPages
    name = getattr(file, 'name', file) if isinstance(file, io.IOBase) else file
    if not pictures.folder or not isinstance(name, (str, os.PathLike)):
        return False
    path = os.path.realpath(os.fspath(name))
    parts = os.path.relpath(path, pictures.folder).split(os.sep)
    if len(parts) > MAX_DEPTH or any(part.startswith('.') for part in parts):
        return False
    return any(os.path.isfile(one) for one in (path, f'{path.rstrip(".")}.{rcParams["savefig.format"]}'))
