"""table(): a table for the answer, and as a file with all rows."""

import re
from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional, Union

from .words import label, missing, number

if TYPE_CHECKING:
    import pandas

NAME = re.compile(r'[A-Za-z0-9][A-Za-z0-9_.-]{0,79}')
MAX_CELL = 200

Format = Union[str, Callable[[Any], str]]


def table(
    frame: 'pandas.DataFrame',
    name: str = 'table',
    rows: int = 50,
    formats: Optional[Mapping[str, Format]] = None,
) -> str:
    """Writes `<name>.csv` with all rows, and returns the first ones as a Markdown table.

    Numbers get separators of thousands and are right-aligned. `formats` has for a column a unit (`EUR`), `%` for shares
    from 0 to 1, a grain of time (`month`), `id` for numbers that are names, or a function from a cell to its text.
    A last line says how many rows are only in the file.

    Raises ValueError if the name is not one of a file.
    """
    if not NAME.fullmatch(name):
        raise ValueError('The name of a table may have letters, digits, ., - and _ only.')
    frame.to_csv(f'{name}.csv', index=False)
    formats = formats or {}
    columns = [str(column) for column in frame.columns]
    numeric = [
        _is_number(frame.iloc[:, at]) and formats.get(column) not in GRAINS for at, column in enumerate(columns)
    ]
    lines = [
        _line([column.replace('_', ' ') for column in columns]),
        _line(['---:' if right else '---' for right in numeric], escape=False),
    ]
    for cells in frame.head(rows).itertuples(index=False, name=None):
        lines.append(_line([_text(cell, formats.get(column, '')) for cell, column in zip(cells, columns)]))
    if len(frame) > rows:
        lines.append(f'\nThe first {number(rows)} of {number(len(frame))} rows; all are in `{name}.csv`.')
    return '\n'.join(lines)


GRAINS = ('hour', 'day', 'week', 'month', 'quarter', 'year', 'weekday')


def _is_number(column: Any) -> bool:
    import pandas

    return bool(pandas.api.types.is_numeric_dtype(column)) and not pandas.api.types.is_bool_dtype(column)


def _text(cell: Any, form: Format) -> str:
    if callable(form):
        return form(cell)
    if missing(cell):
        return ''
    if form == 'id' or form in GRAINS:
        return label(cell, '' if form == 'id' else form)
    if isinstance(cell, str) or isinstance(cell, bool) or hasattr(cell, 'isoformat'):
        return label(cell)
    try:
        return number(cell, form)
    except (TypeError, ValueError):
        return label(cell)


def _line(cells: Any, escape: bool = True) -> str:
    if escape:
        cells = [_cell(text) for text in cells]
    return f'| {" | ".join(cells)} |'


def _cell(text: str) -> str:
    """One line, without characters that would end the cell."""
    line = ' '.join(text.split()).replace('\\', '\\\\').replace('|', '\\|')
    return line if len(line) <= MAX_CELL else f'{line[: MAX_CELL - 1]}…'
