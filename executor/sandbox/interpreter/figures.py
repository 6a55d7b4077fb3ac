"""matplotlib figures that a program left open are outputs too."""

import os
import sys
import warnings
from typing import Any

MOST_FIGURES = 20
SAVED = '_saved_by_program'


def prepare() -> None:
    """Before any program: remembers what a program saves itself, and keeps show() quiet."""
    from matplotlib.figure import Figure

    original = Figure.savefig

    def savefig(self: Any, *arguments: Any, **options: Any) -> Any:
        setattr(self, SAVED, True)
        return original(self, *arguments, **options)

    Figure.savefig = savefig  # type: ignore[method-assign]
    warnings.filterwarnings('ignore', message='.*FigureCanvasAgg is non-interactive.*')


def save_open() -> None:
    """Writes figure-1.png, figure-2.png … for figures that the program drew and did not save."""
    pyplot = sys.modules.get('matplotlib.pyplot')
    if pyplot is None:
        return
    number = 0
    for which in pyplot.get_fignums()[:MOST_FIGURES]:
        figure = pyplot.figure(which)
        if getattr(figure, SAVED, False) or not figure.get_axes():
            continue
        number += 1
        while os.path.exists(f'figure-{number}.png'):
            number += 1
        figure.savefig(f'figure-{number}.png', dpi=120, bbox_inches='tight')
