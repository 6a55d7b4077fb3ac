"""Charts: one description, drawn as `<name>.png` and written as `<name>.vl.json`, a Vega-Lite specification.

    from interpreter import chart

    chart.bar(frame, x="region", y="revenue", unit="EUR", title="Revenue by region")

Options of all charts:

- title, x_title, y_title: texts; the titles of the axes are the names of the columns by default
- unit: of the numbers, as in words.number(): `EUR`, or `%` for shares from 0 to 1
- grain: of times that are labels, as in words.label(): `month`
- name: of the files; `chart` by default, and `chart-2` and so on for further charts

Each function returns the name of the image. Missing and infinite numbers are not drawn. The specification has the first
MAX_ROWS rows inline. A title says how many bars or series of how many are drawn.

Raises KeyError for a column that the frame does not have, TypeError for one without numbers, and ValueError for a frame
with nothing to draw, for negative slices and for a name that is not one of a file.
"""

import json
from typing import TYPE_CHECKING, Any, Dict, Optional

from .drawing import draw
from .specification import Description, describe, edges, specification

if TYPE_CHECKING:
    import pandas

__all__ = ['bar', 'edges', 'histogram', 'line', 'pie', 'scatter']


def bar(frame: 'pandas.DataFrame', x: str, y: str, color: Optional[str] = None, **options: Any) -> str:
    """Bars of the numbers in column y for the labels in column x, side by side for the values of column color."""
    return _write(describe(frame, 'bar', x, y, color, **options))


def line(frame: 'pandas.DataFrame', x: str, y: str, color: Optional[str] = None, **options: Any) -> str:
    """Lines of the numbers in column y over times, numbers or labels in column x, one for each value of column color."""
    return _write(describe(frame, 'line', x, y, color, **options))


def scatter(frame: 'pandas.DataFrame', x: str, y: str, color: Optional[str] = None, **options: Any) -> str:
    """Points at the numbers in columns x and y."""
    return _write(describe(frame, 'point', x, y, color, **options))


def pie(frame: 'pandas.DataFrame', x: str, y: str, **options: Any) -> str:
    """Slices of the numbers in column y for the labels in column x; of more than eight the smallest are one, `other`."""
    return _write(describe(frame, 'arc', x, y, None, **options))


def histogram(frame: 'pandas.DataFrame', x: str, bins: Optional[int] = None, **options: Any) -> str:
    """Numbers of rows with the values of column x, in about so many bins of equal width: those of edges()."""
    return _write(describe(frame, 'histogram', x, x, None, bins=bins, **options))


def _write(description: Description) -> str:
    content: Dict[str, Any] = specification(description)
    with open(f'{description.name}.vl.json', 'w', encoding='utf-8') as file:
        json.dump(content, file, indent=1, allow_nan=False)
    image = f'{description.name}.png'
    draw(description, image)
    return image
