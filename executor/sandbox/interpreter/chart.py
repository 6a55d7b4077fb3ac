"""Charts: one description, drawn as `<name>.png` and written as `<name>.vl.json`, a Vega-Lite specification.

    from interpreter import chart

    chart.bar(frame, x="region", y="revenue", title="Revenue by region")

The specification has at most MAX_ROWS rows inline. Each function returns the name of the image.
"""

import json
import re
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from .words import label, missing, number

if TYPE_CHECKING:
    import pandas

#: Rows of a specification; more are drawn in the image only.
MAX_ROWS = 5_000
#: Bars and slices; what is beyond is added up as `other` where that has a meaning, or left out.
MAX_BARS = 40
MAX_SLICES = 8
MAX_SERIES = 10
NAME = re.compile(r'[A-Za-z0-9][A-Za-z0-9_.-]{0,79}')
SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json'


def bar(frame: 'pandas.DataFrame', x: str, y: str, color: Optional[str] = None, **options: Any) -> str:
    """Bars of the numbers in column y for the labels in column x, grouped by column color.

    Options of all charts: title, x_title, y_title, name (`chart`), and percent=True for shares from 0 to 1.
    """
    return _Chart(frame, 'bar', x, y, color, **options).write()


def line(frame: 'pandas.DataFrame', x: str, y: str, color: Optional[str] = None, **options: Any) -> str:
    """Lines of the numbers in column y over the times or numbers in column x, one for each value of column color."""
    return _Chart(frame, 'line', x, y, color, **options).write()


def scatter(frame: 'pandas.DataFrame', x: str, y: str, color: Optional[str] = None, **options: Any) -> str:
    """Points of two columns of numbers."""
    return _Chart(frame, 'point', x, y, color, **options).write()


def pie(frame: 'pandas.DataFrame', x: str, y: str, **options: Any) -> str:
    """Slices of the numbers in column y, for the labels in column x; the smallest ones together as `other`."""
    return _Chart(frame, 'arc', x, y, None, **options).write()


def histogram(frame: 'pandas.DataFrame', x: str, bins: Optional[int] = None, **options: Any) -> str:
    """How often values of a column of numbers occur, in bins of equal width."""
    import numpy
    import pandas

    values = pandas.to_numeric(frame[x], errors='coerce').dropna().to_numpy(dtype='float64')
    values = values[numpy.isfinite(values)]
    if values.size == 0:
        raise ValueError(f'There are no numbers in {x} to draw.')
    edges = numpy.histogram_bin_edges(values, bins=bins or min(40, max(5, int(numpy.ceil(numpy.log2(values.size) + 1)))))
    counts, _ = numpy.histogram(values, edges)
    binned = pandas.DataFrame({x: edges[:-1], 'end': edges[1:], 'rows': counts})
    options.setdefault('y_title', 'rows')
    return _Chart(binned, 'histogram', x, 'rows', None, **options).write()


class _Chart:
    def __init__(
        self,
        frame: 'pandas.DataFrame',
        kind: str,
        x: str,
        y: str,
        color: Optional[str],
        title: str = '',
        x_title: Optional[str] = None,
        y_title: Optional[str] = None,
        name: str = 'chart',
        percent: bool = False,
        grain: str = '',
    ) -> None:
        if not NAME.fullmatch(name):
            raise ValueError('The name of a chart may have letters, digits, ., - and _ only.')
        for column in (x, y, color):
            if column is not None and column not in frame.columns:
                raise KeyError(f'There is no column {column!r} to draw; there are {", ".join(map(str, frame.columns))}.')
        if len(frame) == 0:
            raise ValueError('There are no rows to draw.')
        self.kind, self.x, self.y, self.color = kind, x, y, color
        self.title, self.name, self.percent, self.grain = title, name, percent, grain
        self.x_title = x.replace('_', ' ') if x_title is None else x_title
        self.y_title = y.replace('_', ' ') if y_title is None else y_title
        self.frame = self._limited(frame)

    def _limited(self, frame: 'pandas.DataFrame') -> 'pandas.DataFrame':
        import pandas

        if self.color is not None and frame[self.color].nunique() > MAX_SERIES:
            largest = frame.groupby(self.color)[self.y].sum().nlargest(MAX_SERIES).index
            frame = frame[frame[self.color].isin(largest)]
        if self.kind == 'bar' and self.color is None:
            return frame.head(MAX_BARS)
        if self.kind == 'arc' and len(frame) > MAX_SLICES:
            ordered = frame.sort_values(self.y, ascending=False)
            rest = ordered.iloc[MAX_SLICES - 1 :][self.y].sum()
            other = pandas.DataFrame({self.x: ['other'], self.y: [rest]})
            return pandas.concat([ordered.iloc[: MAX_SLICES - 1][[self.x, self.y]].astype({self.x: object}), other])
        return frame

    def write(self) -> str:
        """Writes the image and the specification."""
        with open(f'{self.name}.vl.json', 'w', encoding='utf-8') as file:
            json.dump(self.specification(), file, indent=1, default=str)
        self.draw()
        return f'{self.name}.png'

    @property
    def is_time(self) -> bool:
        import pandas

        return bool(pandas.api.types.is_datetime64_any_dtype(self.frame[self.x]))

    def _cell(self, value: Any, column: str) -> Any:
        if missing(value):
            return None
        if hasattr(value, 'isoformat'):
            return value.isoformat()
        if column in (self.y, 'end') or self.kind in ('point', 'histogram', 'line') and not isinstance(value, str):
            return float(value)
        return label(value, self.grain if column == self.x else '')

    def specification(self) -> Dict[str, Any]:
        """The chart in Vega-Lite, with its data."""
        columns = [one for one in (self.x, self.y, self.color, 'end' if self.kind == 'histogram' else None) if one]
        rows = self.frame[columns].head(MAX_ROWS).itertuples(index=False, name=None)
        data = [{column: self._cell(value, column) for column, value in zip(columns, row)} for row in rows]
        number_axis: Dict[str, Any] = {'type': 'quantitative', 'title': self.y_title}
        if self.percent:
            number_axis['axis'] = {'format': '.0%'}
        spec: Dict[str, Any] = {'$schema': SCHEMA, 'title': self.title, 'width': 'container', 'data': {'values': data}}
        field = {'field': _escaped(self.x), 'title': self.x_title}
        y = {'field': _escaped(self.y), **number_axis}
        if self.kind == 'arc':
            spec['mark'] = {'type': 'arc', 'tooltip': True}
            spec['encoding'] = {'theta': y, 'color': {**field, 'type': 'nominal', 'sort': None}}
            return spec
        if self.kind == 'histogram':
            x = {**field, 'type': 'quantitative', 'bin': {'binned': True}}
            spec['mark'] = {'type': 'bar', 'tooltip': True}
            spec['encoding'] = {'x': x, 'x2': {'field': 'end'}, 'y': y}
            return spec
        x_type = 'temporal' if self.is_time else 'quantitative' if self.kind == 'point' or self._numeric_line() else 'ordinal'
        x = {**field, 'type': x_type, **({'sort': None} if x_type == 'ordinal' else {})}
        spec['mark'] = {'type': self.kind, 'tooltip': True, **({'point': True} if self.kind == 'line' else {})}
        swap = self.kind == 'bar' and not self.is_time
        spec['encoding'] = {'y' if swap else 'x': x, 'x' if swap else 'y': y}
        if self.color is not None:
            spec['encoding']['color'] = {'field': _escaped(self.color), 'type': 'nominal'}
            if self.kind == 'bar':
                spec['encoding']['yOffset' if swap else 'xOffset'] = {'field': _escaped(self.color)}
        return spec

    def _numeric_line(self) -> bool:
        import pandas

        return self.kind == 'line' and bool(pandas.api.types.is_numeric_dtype(self.frame[self.x]))

    def draw(self) -> None:
        """Draws the image."""
        import matplotlib.pyplot as plt

        bars = len(self.frame) if self.kind == 'bar' and not self.is_time else 0
        height = max(4.2, min(14.0, 1.6 + 0.32 * bars))
        figure, axes = plt.subplots(figsize=(8, height), layout='constrained')
        getattr(self, f'_draw_{self.kind}')(axes)
        axes.set_title(self.title, loc='left', fontsize=12)
        if self.kind != 'arc':
            axes.spines[['top', 'right']].set_visible(False)
        figure.savefig(f'{self.name}.png', dpi=120)
        plt.close(figure)

    def _series(self) -> List[Tuple[str, 'pandas.DataFrame']]:
        if self.color is None:
            return [('', self.frame)]
        return [(label(value), part) for value, part in self.frame.groupby(self.color, sort=False, dropna=False)]

    def _format(self, axis: Any) -> None:
        from matplotlib.ticker import FuncFormatter

        unit = '%' if self.percent else ''
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(round(value, 12), unit, 0 if self.percent else None)))

    def _draw_bar(self, axes: Any) -> None:
        if self.is_time:
            self._draw_time_bars(axes)
            return
        series = self._series()
        names = list(dict.fromkeys(label(value, self.grain) for value in self.frame[self.x]))
        place = {name: at for at, name in enumerate(names)}
        width = 0.8 / len(series)
        for at, (title, part) in enumerate(series):
            offset = (at - (len(series) - 1) / 2) * width
            places = [place[label(value, self.grain)] + offset for value in part[self.x]]
            axes.barh(places, part[self.y].astype('float64'), height=width, label=title or None)
        axes.set_yticks(range(len(names)), [name if len(name) <= 40 else f'{name[:39]}…' for name in names])
        axes.invert_yaxis()
        axes.set_xlabel(self.y_title)
        axes.set_ylabel(self.x_title)
        self._format(axes.xaxis)
        if len(series) > 1:
            axes.legend(title=str(self.color).replace('_', ' '))

    def _draw_time_bars(self, axes: Any) -> None:
        for title, part in self._series():
            axes.plot(part[self.x], part[self.y].astype('float64'), drawstyle='steps-mid', label=title or None)
            axes.fill_between(part[self.x], part[self.y].astype('float64'), step='mid', alpha=0.3)
        self._finish_time(axes)

    def _draw_line(self, axes: Any) -> None:
        for title, part in self._series():
            ordered = part.sort_values(self.x) if self.is_time or self._numeric_line() else part
            places = ordered[self.x] if self.is_time or self._numeric_line() else [label(one, self.grain) for one in ordered[self.x]]
            axes.plot(places, ordered[self.y].astype('float64'), marker='o', markersize=3, label=title or None)
        self._finish_time(axes)

    def _finish_time(self, axes: Any) -> None:
        if self.is_time:
            from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

            locator = AutoDateLocator()
            axes.xaxis.set_major_locator(locator)
            axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        elif len(self.frame) > 12 and not self._numeric_line():
            axes.tick_params(axis='x', rotation=60)
        axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
        axes.set_xlabel(self.x_title)
        axes.set_ylabel(self.y_title)
        self._format(axes.yaxis)
        if self.color is not None:
            axes.legend(title=str(self.color).replace('_', ' '))

    def _draw_point(self, axes: Any) -> None:
        for title, part in self._series():
            axes.scatter(part[self.x].astype('float64'), part[self.y].astype('float64'), s=14, alpha=0.5, label=title or None)
        axes.set_xlabel(self.x_title)
        axes.set_ylabel(self.y_title)
        if self.color is not None:
            axes.legend(title=str(self.color).replace('_', ' '))

    def _draw_histogram(self, axes: Any) -> None:
        axes.bar(self.frame[self.x], self.frame[self.y], width=self.frame['end'] - self.frame[self.x], align='edge', edgecolor='white')
        axes.set_xlabel(self.x_title)
        axes.set_ylabel(self.y_title)
        self._format(axes.yaxis)

    def _draw_arc(self, axes: Any) -> None:
        values = self.frame[self.y].astype('float64').clip(lower=0)
        total = values.sum() or 1.0
        wedges, _ = axes.pie(values, startangle=90, counterclock=False)
        names = [f'{label(one)} ({number(value / total, "%")})' for one, value in zip(self.frame[self.x], values)]
        axes.legend(wedges, names, loc='center left', bbox_to_anchor=(1, 0.5), frameon=False)


def _escaped(field: str) -> str:
    """The name of a field in a specification, where dots and brackets mean parts."""
    return re.sub(r'([.\[\]\\])', r'\\\1', field)
