"""table(): a table for the answer, and as a file with all rows."""

import math
import re
from typing import TYPE_CHECKING, Any, Callable, List, Mapping, Optional, Union

from .files import free_name
from .words import GRAINS, label, missing, number

if TYPE_CHECKING:
    import pandas

NAME = re.compile(r'[A-Za-z0-9][A-Za-z0-9_.-]{0,79}')
MAX_CELL = 200

Format = Union[str, Callable[[Any], str]]


def table(
    frame: 'pandas.DataFrame',
    name: Optional[str] = None,
    rows: int = 50,
    formats: Optional[Mapping[str, Format]] = None,
) -> str:
    """Writes `<name>.csv` with all rows, and returns the first ones as a Markdown table.

    An index with a name, or of anything but integers, is a column: the groups of groupby(). A series is one column.

    Numbers are right-aligned, with separators of thousands and the same decimals in a column. `formats` has for a column
    a unit (`EUR`), which the header gets, `%` for shares from 0 to 1, a grain of time (`month`), `name` for names, also
    those that are numbers, or a function from a cell to its text. A last line says how many rows are only in the file.

    Without a name the files of the tables are `table.csv`, `table-2.csv` and so on.

    Raises ValueError if the name is not one of a file.
    """
    name = free_name('table', '.csv') if name is None else name
    if not NAME.fullmatch(name):
        raise ValueError('The name of a table may have letters, digits, ., - and _ only.')
    frame = _with_index(frame)
    frame.to_csv(f'{name}.csv', index=False)
    shown = frame.head(rows)
    columns = [_Column(shown.iloc[:, at], (formats or {}).get(title, '')) for at, title in enumerate(frame.columns)]
    lines = [
        _line([column.title for column in columns]),
        f'| {" | ".join("---:" if column.is_number else "---" for column in columns)} |',
    ]
    for cells in shown.itertuples(index=False, name=None):
        lines.append(_line([column.text(cell) for column, cell in zip(columns, cells)]))
    if len(frame) > rows:
        lines.append(f'\nThe first {number(rows)} of {number(len(frame))} rows; all are in `{name}.csv`.')
    return '\n'.join(lines)


def _with_index(frame: Any) -> Any:
    import pandas

    if isinstance(frame, pandas.Series):
        frame = frame.to_frame()
    has_names = any(name is not None for name in frame.index.names)
    # Other integers are the places of rows before they were sorted or selected.
    is_data = has_names or not (len(frame) == 0 or pandas.api.types.is_integer_dtype(frame.index))
    return frame.reset_index(allow_duplicates=True) if is_data else frame


class _Column:
    def __init__(self, cells: 'pandas.Series[Any]', form: Format) -> None:
        self.is_number = _is_number(cells) and form not in ('name', *GRAINS)
        self.form = form
        self.digits = _digits(cells) if self.is_number and not callable(form) and form != '%' else None
        unit = '' if callable(form) or form in ('', 'name', '%', *GRAINS) else f' ({form})'
        self.title = f'{str(cells.name).replace("_", " ")}{unit}'

    def text(self, cell: Any) -> str:
        """A cell as text."""
        if callable(self.form):
            return self.form(cell)
        if self.form == 'name':
            return label(cell)
        if missing(cell):
            return ''
        if self.form in GRAINS:
            return label(cell, self.form)
        if isinstance(cell, (str, bool)) or hasattr(cell, 'isoformat'):
            return label(cell)
        try:
            return number(cell, '%' if self.form == '%' else '', self.digits)
        except (TypeError, ValueError):
            return label(cell)


def _is_number(column: Any) -> bool:
    import pandas

    return bool(pandas.api.types.is_numeric_dtype(column)) and not pandas.api.types.is_bool_dtype(column)


def _digits(column: Any) -> int:
    """Decimal places of a column of numbers: none for integers, else three digits of its largest number, at least two."""
    sizes = [abs(float(cell)) for cell in column if not missing(cell) and math.isfinite(cell)]
    if all(size == int(size) for size in sizes) or max(sizes) >= 1e6:
        return 0
    return 2 if max(sizes) >= 1 else min(12, 2 - math.floor(math.log10(max(sizes))))


def _line(cells: List[str]) -> str:
    return f'| {" | ".join(_cell(text) for text in cells)} |'


def _cell(text: str) -> str:
    """One line, without characters that end the cell or are Markdown."""
    line = ' '.join(text.split())
    line = line if len(line) <= MAX_CELL else f'{line[: MAX_CELL - 1]}…'
    return re.sub(r'([\\|`*\[<])', r'\\\1', line)
