"""What asks a person, says at once that nobody is there: it would wait until the program's time is over."""

import builtins
import site
from typing import Any, NoReturn

NOBODY = 'Nobody is there to press a key or click: put the value into the program.'


def _nobody(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError(NOBODY)


def install() -> None:
    """Before any program, once matplotlib is there."""
    from matplotlib import _blocking_input
    from matplotlib.backend_bases import FigureCanvasBase

    # ginput, waitforbuttonpress, clabel(manual=True)
    _blocking_input.blocking_input_loop = _nobody
    loop = FigureCanvasBase.start_event_loop

    def start_event_loop(self: Any, timeout: float = 0) -> None:
        if timeout <= 0:
            _nobody()
        loop(self, timeout)

    FigureCanvasBase.start_event_loop = start_event_loop  # type: ignore[method-assign]
    _builtins()


def _builtins() -> None:
    """exit, quit, help and others, which Python leaves out when it is started with -S."""
    site.setquit()
    site.setcopyright()
    site.sethelper()
    # it would look for files of Python's installation
    builtins.license = builtins.copyright  # type: ignore[attr-defined]
