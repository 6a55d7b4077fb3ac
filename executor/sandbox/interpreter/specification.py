"""What a chart shows: columns, titles and rows, checked and limited; and the same in Vega-Lite."""

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, List, Optional

from .files import free_name
from .words import label, missing

if TYPE_CHECKING:
    import pandas

#: Rows of a specification; more are drawn in the image only.
MAX_ROWS = 5_000
MAX_BARS = 40
MAX_SLICES = 8
MAX_SERIES = 10
MAX_BINS = 200
FILE_NAME = re.compile(r'[A-Za-z0-9][A-Za-z0-9_.-]{0,79}')
#: Names of fields that have no meaning in Vega's paths.
FIELD = re.compile(r'[^\W\d_][\w ]{0,79}')
SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json'


@dataclass
class Description:
    """A chart. The columns of `frame` are `x`, `y`, and `color` or `end` where it has them."""

    frame: 'pandas.DataFrame'
    kind: str
    title: str
    x_title: str
    y_title: str
    color_title: str
    unit: str
    grain: str
    name: str
    #: The names of the columns in the specification.
    fields: Dict[str, str]

    @property
    def has_times(self) -> bool:
        """Whether x is an axis of times. Bars have a label for each time."""
        import pandas

        return self.kind != 'bar' and bool(pandas.api.types.is_datetime64_any_dtype(self.frame['x']))

    @property
    def is_upright(self) -> bool:
        """Whether bars stand next to each other, as over times."""
        import pandas

        return bool(pandas.api.types.is_datetime64_any_dtype(self.frame['x']))

    @property
    def has_numbers(self) -> bool:
        import pandas

        numeric = pandas.api.types.is_numeric_dtype(self.frame['x'])
        return self.kind in ('point', 'histogram') or (self.kind == 'line' and bool(numeric))


def describe(
    frame: 'pandas.DataFrame',
    kind: str,
    x: str,
    y: str,
    color: Optional[str],
    title: str = '',
    x_title: Optional[str] = None,
    y_title: Optional[str] = None,
    unit: str = '',
    grain: str = '',
    name: Optional[str] = None,
    bins: Optional[int] = None,
) -> Description:
    """The description of a chart of columns of a frame, within the limits."""
    import pandas

    name = free_name('chart', '.png') if name is None else name
    if not FILE_NAME.fullmatch(name):
        raise ValueError('The name of a chart may have letters, digits, ., - and _ only.')
    columns = {'x': x, 'y': y, **({} if color is None else {'color': color})}
    for column in columns.values():
        if column not in frame.columns:
            raise KeyError(f'There is no column {column!r} to draw; there are {", ".join(map(str, frame.columns))}.')
        if isinstance(frame[column], pandas.DataFrame):
            raise ValueError(f'Several columns are called {column!r}: rename them.')
    rows = pandas.DataFrame({key: frame[column].reset_index(drop=True) for key, column in columns.items()})
    for key in ('x', 'y') if kind in ('point', 'histogram') else ('y',):
        rows[key] = _numbers(frame[columns[key]], columns[key])
    is_time = pandas.api.types.is_datetime64_any_dtype(rows['x'])
    ordered = is_time or pandas.api.types.is_numeric_dtype(rows['x'])
    needed = ['x', 'y'] if kind == 'point' or (ordered and kind == 'line') or is_time else ['y']
    rows = rows.dropna(subset=needed)
    rows = (rows.sort_values('x', kind='stable') if is_time else rows).reset_index(drop=True)
    if len(rows) == 0:
        raise ValueError(f'There are no rows with numbers in {y!r} to draw.')
    whole, rows = len(rows), _limited(rows, kind)
    shown = f' (the first {len(rows):,} of {whole:,})' if kind == 'bar' and color is None and len(rows) < whole else ''
    if color is not None:
        rows, series = _largest_series(rows)
        shown = f' (the {MAX_SERIES} largest of {series:,})' if series > MAX_SERIES else ''
    if kind == 'histogram':
        rows = _binned(rows['x'], bins)
    plain = all(FIELD.fullmatch(str(column)) for column in columns.values()) and kind != 'histogram'
    texts = {key: _heading(str(column)) for key, column in columns.items()}
    named = f' ({unit})' if unit not in ('', '%') else ''
    return Description(
        frame=rows,
        kind=kind,
        title=f'{title}{shown}',
        x_title=x_title if x_title is not None else texts['x'] + (named if kind == 'histogram' else ''),
        y_title=y_title if y_title is not None else 'Rows' if kind == 'histogram' else texts['y'] + named,
        color_title=texts.get('color', ''),
        unit='' if kind == 'histogram' else unit,
        grain=grain,
        name=name,
        fields={key: str(columns[key]) if plain and key in columns else key for key in rows.columns},
    )


def _heading(column: str) -> str:
    """The name of a column as a title."""
    text = ' '.join(column.replace('_', ' ').split())
    text = text[:1].upper() + text[1:]
    return text if len(text) <= 60 else f'{text[:59]}…'


def _numbers(column: 'pandas.Series[Any]', name: str) -> 'pandas.Series[Any]':
    """float64; what is missing or infinite is NaN."""
    import numpy
    import pandas

    numbers = pandas.to_numeric(column, errors='coerce').astype('float64')
    if numbers.notna().sum() == 0 and column.notna().any():
        raise TypeError(f'Column {name!r} has no numbers to draw.')
    return numbers.replace([numpy.inf, -numpy.inf], numpy.nan).reset_index(drop=True)


def _limited(rows: 'pandas.DataFrame', kind: str) -> 'pandas.DataFrame':
    import pandas

    if kind == 'bar' and 'color' not in rows and not pandas.api.types.is_datetime64_any_dtype(rows['x']):
        return rows.head(MAX_BARS)
    if kind == 'arc':
        if rows['y'].min() < 0:
            raise ValueError('A pie chart cannot show negative numbers: use chart.bar().')
        if rows['y'].max() == 0:
            raise ValueError('A pie chart cannot show zeros alone: use chart.bar().')
        rows = rows.sort_values('y', ascending=False, kind='stable').reset_index(drop=True)
        if len(rows) > MAX_SLICES:
            other = pandas.DataFrame({'x': ['other'], 'y': [rows['y'].iloc[MAX_SLICES - 1 :].sum()]})
            return pandas.concat([rows.head(MAX_SLICES - 1).astype({'x': object}), other], ignore_index=True)
    return rows


def _largest_series(rows: 'pandas.DataFrame') -> 'tuple[pandas.DataFrame, int]':
    """The rows of the largest series, and the number of all."""
    totals = rows.groupby('color', dropna=False, sort=False)['y'].sum()
    if len(totals) <= MAX_SERIES:
        return rows, len(totals)
    return rows[rows['color'].isin(totals.nlargest(MAX_SERIES).index)].reset_index(drop=True), len(totals)


def _binned(values: 'pandas.Series[Any]', bins: Optional[int]) -> 'pandas.DataFrame':
    import numpy
    import pandas

    limits = edges(values, bins)
    counts, _ = numpy.histogram(values, limits)
    return pandas.DataFrame({'x': limits[:-1], 'y': counts.astype('float64'), 'end': limits[1:]})


def edges(values: 'pandas.Series[Any]', bins: Optional[int] = None) -> List[float]:
    """The limits of about so many bins of equal width: round numbers, one more than bins, that enclose all values."""
    from matplotlib.ticker import MaxNLocator

    count = min(MAX_BINS, bins or max(5, math.ceil(math.log2(len(values)) + 1)))
    low, high = float(values.min()), float(values.max())
    if low == high:
        return [low - 0.5, high + 0.5]
    return [float(edge) for edge in MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]


def specification(chart: Description) -> Dict[str, Any]:
    """The chart in Vega-Lite, with its data."""
    x_type = 'temporal' if chart.has_times else 'quantitative' if chart.has_numbers else 'ordinal'
    x: Dict[str, Any] = {'field': chart.fields['x'], 'title': chart.x_title, 'type': x_type}
    y: Dict[str, Any] = {'field': chart.fields['y'], 'title': chart.y_title, 'type': 'quantitative'}
    if chart.unit == '%':
        y['axis'] = {'format': '.0%'}
    spec: Dict[str, Any] = {
        '$schema': SCHEMA,
        'title': chart.title,
        'width': 'container',
        'data': {'values': _rows(chart)},
    }
    if chart.kind == 'arc':
        y.pop('axis', None)
        color = {'field': chart.fields['x'], 'title': chart.x_title, 'type': 'nominal', 'sort': None}
        return {**spec, 'mark': {'type': 'arc', 'tooltip': True}, 'encoding': {'theta': y, 'color': color}}
    if chart.kind == 'histogram':
        encoding = {'x': {**x, 'bin': {'binned': True}}, 'x2': {'field': chart.fields['end']}, 'y': y}
        return {**spec, 'mark': {'type': 'bar', 'tooltip': True}, 'encoding': encoding}
    if x_type == 'ordinal':
        x['sort'] = None
    if x_type == 'quantitative' and chart.grain == 'year':
        x['axis'] = {'format': 'd'}
    mark = {'type': chart.kind, 'tooltip': True, **({'point': True} if chart.kind == 'line' else {})}
    horizontal = chart.kind == 'bar' and not chart.is_upright
    spec = {**spec, 'mark': mark, 'encoding': {'y' if horizontal else 'x': x, 'x' if horizontal else 'y': y}}
    if 'color' in chart.frame:
        spec['encoding']['color'] = {'field': chart.fields['color'], 'title': chart.color_title, 'type': 'nominal'}
        if chart.kind == 'bar':
            spec['encoding']['yOffset' if horizontal else 'xOffset'] = {'field': chart.fields['color']}
    return spec


def _rows(chart: Description) -> List[Dict[str, Any]]:
    keys = list(chart.frame.columns)
    rows = chart.frame.head(MAX_ROWS).itertuples(index=False, name=None)
    return [{chart.fields[key]: _cell(chart, key, value) for key, value in zip(keys, row)} for row in rows]


def _cell(chart: Description, key: str, value: Any) -> Any:
    if key in ('y', 'end') or (key == 'x' and chart.has_numbers):
        return None if missing(value) else float(value)
    if key == 'x' and chart.has_times:
        return None if missing(value) else value.isoformat()
    return label(value, chart.grain if key == 'x' else '')
