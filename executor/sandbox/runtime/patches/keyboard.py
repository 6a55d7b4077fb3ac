"""Fails functions that wait for the user, which would block until the wall time is over."""

import builtins
import site
from typing import Any, NoReturn

NO_USER = 'There is no user to press a key or click: write the value into the program.'


def _raise(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError(NO_USER)


def install() -> None:
    from matplotlib import _blocking_input
    from matplotlib.backend_bases import FigureCanvasBase

    # ginput, waitforbuttonpress, clabel(manual=True)
    _blocking_input.blocking_input_loop = _raise
    original = FigureCanvasBase.start_event_loop

    def start_event_loop(self: Any, timeout: float = 0) -> None:
        if timeout <= 0:
            _raise()
        original(self, timeout)

    FigureCanvasBase.start_event_loop = start_event_loop  # type: ignore[method-assign]
    _add_site_builtins()


def _add_site_builtins() -> None:
    """Adds exit, quit, help and others, which Python started with -S lacks."""
    site.setquit()
    site.setcopyright()
    site.sethelper()
    # license() would read files of Python's installation
    builtins.license = builtins.copyright  # type: ignore[attr-defined]
