"""matplotlib figures: what a program shows, or leaves open without having saved it, becomes a picture."""

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

from .pictures import pictures
from .session import note

#: On a figure: it was drawn on since a file in the program's folder, or a picture, was made of it.
CHANGED = '_changed_since_saved'
#: On a figure: it was to be saved, and could not be.
UNSAVED = '_could_not_be_saved'
#: On an empty figure that was asked for by number or label: the figure that had it when it was shown.
MEANT = '_figure_that_was_shown'
MOST_DEPTH = 6

#: Figures that were shown, and that the program may draw on again.
_shown: 'weakref.WeakSet[Any]' = weakref.WeakSet()
_last: Optional[Any] = None
#: Those of the last show(), by number and label.
_lately: Dict[Any, Any] = {}
_numbers = itertools.count(1_000_000)


def prepare() -> None:
    """Before any program: remembers what is saved and shown, and how long that is true."""
    from matplotlib import _pylab_helpers, animation, pyplot
    from matplotlib.artist import Artist
    from matplotlib.backend_bases import FigureCanvasBase, FigureManagerBase
    from matplotlib.figure import Figure

    def set_stale(figure: Any, value: bool) -> None:
        if value:
            figure.__dict__[CHANGED] = True
        Artist.stale.fset(figure, value)  # type: ignore[attr-defined]

    Figure.stale = Artist.stale.setter(set_stale)  # type: ignore[method-assign, attr-defined]
    Figure.draw = _unchanging(Figure.draw, lambda figure: figure)  # type: ignore[method-assign]
    FigureCanvasBase.print_figure = _saving(  # type: ignore[method-assign]
        FigureCanvasBase.print_figure, lambda canvas: canvas.figure
    )
    Figure.savefig = _or_last(_saving(Figure.savefig, lambda figure: figure))  # type: ignore[method-assign]
    Figure.show = lambda figure, warn=True: _keep(figure)  # type: ignore[method-assign]
    animation.AbstractMovieWriter.saving = _filming(  # type: ignore[method-assign]
        animation.AbstractMovieWriter.saving
    )
    FigureManagerBase.destroy = _closing(FigureManagerBase.destroy)  # type: ignore[method-assign]
    pyplot.show = _show
    pyplot.figure = _by_number(pyplot.figure)  # type: ignore[assignment]
    # figures are looked at after the exit functions
    atexit.unregister(_pylab_helpers.Gcf.destroy_all)


def save_open() -> None:
    """Makes pictures of the figures that the program drew on and neither saved nor showed since."""
    pyplot = sys.modules.get('matplotlib.pyplot')
    if pyplot is None:
        return
    opened = [pyplot.figure(number) for number in pyplot.get_fignums()]
    for figure in [*opened, *(figure for figure in list(_shown) if figure not in opened)]:
        _keep_or_note(figure)


def _show(*_: Any, block: Optional[bool] = None, **__: Any) -> None:
    """`pyplot.show`: a picture of each open figure, and what is drawn next begins a new one, as in a notebook."""
    from matplotlib import pyplot

    global _last
    opened = [pyplot.figure(number) for number in pyplot.get_fignums()]
    for figure in [*opened, *(figure for figure in list(_shown) if figure not in opened)]:
        _keep(figure)
    if opened:
        _last = opened[-1]
        _lately.clear()
        for figure in opened:
            _lately.update(dict.fromkeys((figure.number, figure.get_label() or figure.number), figure))
    if block is not False:
        for figure in opened:
            _set_aside(figure)
    _shown.update(opened)


def _set_aside(figure: Any) -> None:
    """Out of pyplot's sight. The figure itself stays as it is, under a number that no other will have."""
    from matplotlib._pylab_helpers import Gcf

    manager = figure.canvas.manager
    Gcf.figs.pop(manager.num, None)
    manager.num = next(_numbers)


def _or_last(original: Callable[..., Any]) -> Callable[..., Any]:
    """`Figure.savefig`: an empty figure, as pyplot makes it right after show(), means the one that was shown."""

    @functools.wraps(original)
    def savefig(figure: Any, *arguments: Any, **options: Any) -> Any:
        meant = figure if _last is None or _has_artists(figure) else figure.__dict__.get(MEANT, _last)
        return original(meant, *arguments, **options)

    return savefig


def _by_number(original: Callable[..., Any]) -> Callable[..., Any]:
    """`pyplot.figure`: remembers which figure had this number or label when it was shown."""

    @functools.wraps(original)
    def figure(num: Any = None, *arguments: Any, **options: Any) -> Any:
        made = original(num, *arguments, **options)
        if isinstance(num, (Integral, str)) and num in _lately and not _has_artists(made):
            made.__dict__[MEANT] = _lately[num]
        return made

    return figure


def _keep_or_note(figure: Any) -> None:
    try:
        _keep(figure)
    except BaseException as failure:  # a picture is missing; the answer is still there
        number = getattr(figure, 'number', '')
        note(f'Figure {number} could not be saved: {type(failure).__name__}: {failure}'.replace('  ', ' '))


def _keep(figure: Any) -> None:
    if not figure.__dict__.get(CHANGED, True) or not _has_artists(figure):
        return
    pictures.add('.png', lambda path: figure.savefig(path, dpi=120, bbox_inches='tight'))
    figure.__dict__[CHANGED] = False


def _has_artists(figure: Any) -> bool:
    """Also of a figure within a figure: it has more than its background."""
    inner = list(figure.subfigs)
    own = [child for child in figure.get_children() if child is not figure.patch and child not in inner]
    return bool(own) or any(_has_artists(one) for one in inner)


def _closing(original: Callable[..., Any]) -> Callable[..., Any]:
    """A figure that is closed is gone, unless the program tried to save it and could not."""

    @functools.wraps(original)
    def destroy(manager: Any, *arguments: Any) -> Any:
        figure = manager.canvas.figure
        if figure.__dict__.pop(UNSAVED, False):
            _keep_or_note(figure)
        return original(manager, *arguments)

    return destroy


def _unchanging(original: Callable[..., Any], figure_of: Callable[[Any], Any]) -> Callable[..., Any]:
    """Artists change while they are drawn; to the reader that is no change."""

    @functools.wraps(original)
    def draw(drawn: Any, *arguments: Any, **options: Any) -> Any:
        state = figure_of(drawn).__dict__
        before = state.get(CHANGED, True)
        try:
            return original(drawn, *arguments, **options)
        finally:
            state[CHANGED] = before

    return draw


def _saving(original: Callable[..., Any], figure_of: Callable[[Any], Any]) -> Callable[..., Any]:
    unchanging = _unchanging(original, figure_of)

    @functools.wraps(original)
    def save(drawn: Any, *arguments: Any, **options: Any) -> Any:
        state = figure_of(drawn).__dict__
        target = arguments[0] if arguments else options.get('fname', options.get('filename'))
        try:
            result = unchanging(drawn, *arguments, **options)
        except OSError:
            state[UNSAVED] = True
            raise
        if _is_delivered(target):
            state[CHANGED] = False
            state.pop(UNSAVED, None)
        return result

    return save


def _filming(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    @contextlib.contextmanager
    def saving(writer: Any, fig: Any, outfile: Any, *arguments: Any, **options: Any) -> Iterator[Any]:
        with original(writer, fig, outfile, *arguments, **options) as result:
            yield result
        if _is_delivered(outfile):
            fig.__dict__[CHANGED] = False

    return saving


def _is_delivered(target: Any) -> bool:
    """Whether this, which was just written to, is a file of the program's folder that will be an output."""
    from matplotlib import rcParams

    target = getattr(target, '_filename', target)  # PdfPages
    name = getattr(target, 'name', target) if isinstance(target, io.IOBase) else target
    if not pictures.folder or not isinstance(name, (str, os.PathLike)):
        return False
    path = os.path.realpath(os.fspath(name))
    parts = os.path.relpath(path, pictures.folder).split(os.sep)
    if len(parts) > MOST_DEPTH or any(part.startswith('.') for part in parts):
        return False
    return any(os.path.isfile(one) for one in (path, f'{path.rstrip(".")}.{rcParams["savefig.format"]}'))
