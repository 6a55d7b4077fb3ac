"""Draws charts with matplotlib."""

from typing import TYPE_CHECKING, Any, Callable, Dict, List, Tuple

from .specification import Description
from .words import label, number

if TYPE_CHECKING:
    import pandas

#: Labels of a horizontal axis.
MAX_TICKS = 8
MAX_LABEL = 40
#: Points that are drawn as markers on a line.
MAX_MARKERS = 60


def draw(chart: Description, image: str) -> None:
    """Writes the image."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(8, _height(chart)), layout='constrained')
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12)
    _KINDS[chart.kind](axes, chart)
    axes.set_title(_text(chart.title, 90), loc='left', fontsize=12, pad=10)
    if chart.kind != 'arc':
        axes.spines[['top', 'right']].set_visible(False)
    figure.savefig(image, dpi=120)
    plt.close(figure)


def _height(chart: Description) -> float:
    """Inches."""
    if chart.kind != 'bar' or chart.is_upright:
        return 4.2
    names = chart.frame['x'].map(lambda value: label(value, chart.grain)).nunique()
    return max(3.2, min(14.0, 1.4 + 0.32 * max(names, 0.45 * len(chart.frame))))


def _text(text: str, size: int = MAX_LABEL) -> str:
    """One line of at most `size` characters, in which a dollar sign does not begin a formula."""
    line = ' '.join(text.split())
    return (line if len(line) <= size else f'{line[: size - 1]}…').replace('$', r'\$')


def _series(chart: Description) -> 'List[Tuple[str, pandas.DataFrame]]':
    if 'color' not in chart.frame:
        return [('', chart.frame)]
    return [(label(value), rows) for value, rows in chart.frame.groupby('color', sort=False, dropna=False)]


def _legend(axes: Any, chart: Description, handles: List[Any]) -> None:
    if 'color' not in chart.frame:
        return
    # a space keeps names that begin with _, which matplotlib leaves out
    names = [f' {_text(name, 30)}' for name, _ in _series(chart)]
    axes.legend(
        handles, names, title=_text(chart.color_title, 30), loc='upper left', bbox_to_anchor=(1.01, 1), frameon=False
    )


def _number_axis(axis: Any, unit: str, is_year: bool = False) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    def tick(value: float, _: Any) -> str:
        return f'{round(100 * value, 10):,.6g}%' if unit == '%' else f'{round(value, 12):,.10g}'

    axis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 2.5, 5, 10], integer=is_year))
    axis.set_major_formatter(FuncFormatter((lambda year, _: f'{year:.0f}') if is_year else tick))


def _draw_bars(axes: Any, chart: Description) -> None:
    if chart.is_upright:
        _draw_time_bars(axes, chart)
        return
    names = [label(value, chart.grain) for value in chart.frame['x']]
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    series = _series(chart)
    width = 0.8 / len(series)
    handles = []
    for at, (_, rows) in enumerate(series):
        offset = (at - (len(series) - 1) / 2) * width
        heights = [places[label(value, chart.grain)] + offset for value in rows['x']]
        handles.append(axes.barh(heights, rows['y'], height=width))
    axes.set_yticks(range(len(places)), [_text(name) for name in places])
    axes.set_ylim(len(places) - 0.4, -0.6)
    axes.set_xlabel(_text(chart.y_title, 80))
    axes.set_ylabel(_text(chart.x_title), labelpad=10)
    _number_axis(axes.xaxis, chart.unit)
    _legend(axes, chart, handles)


def _draw_time_bars(axes: Any, chart: Description) -> None:
    """Upright bars, one place for each time."""
    times = sorted(chart.frame['x'].dropna().unique())
    places = {time: place for place, time in enumerate(times)}
    series = _series(chart)
    width = 0.8 / len(series)
    handles = []
    for at, (_, rows) in enumerate(series):
        offset = (at - (len(series) - 1) / 2) * width
        handles.append(axes.bar([places[time] + offset for time in rows['x']], rows['y'], width=width))
    _label_places(axes, list(places.values()), [label(time, chart.grain) for time in times], 'color' in chart.frame)
    _finish_lines(axes, chart, handles)


def _draw_lines(axes: Any, chart: Description) -> None:
    ordered = chart.has_times or chart.has_numbers
    order = {label(value, chart.grain): place for place, value in enumerate(dict.fromkeys(chart.frame['x']))}
    handles = []
    for _, rows in _series(chart):
        rows = rows.sort_values('x') if ordered else rows
        places = rows['x'] if ordered else [order[label(value, chart.grain)] for value in rows['x']]
        marker = 'o' if len(rows) <= MAX_MARKERS else ''
        handles += axes.plot(places, rows['y'], marker=marker, markersize=3.5, linewidth=1.6)
    if not ordered:
        _label_places(axes, list(order.values()), list(order), 'color' in chart.frame)
    _finish_lines(axes, chart, handles)


def _label_places(axes: Any, places: List[Any], names: List[str], has_legend: bool) -> None:
    """Labels every n-th place, so that at most MAX_TICKS are labelled. A legend takes the place of two."""
    ticks = MAX_TICKS - (2 if has_legend else 0)
    step = -(-len(places) // ticks)
    crowded = max(map(len, names)) > 10 * ticks // min(len(places), ticks)
    axes.set_xticks(places[::step], [_text(name, 24) for name in names[::step]])
    if crowded:
        axes.tick_params(axis='x', rotation=30)
        for text in axes.get_xticklabels():
            text.set_horizontalalignment('right')


def _finish_lines(axes: Any, chart: Description, handles: List[Any]) -> None:
    if chart.has_times:
        _time_axis(axes, chart)
    elif chart.has_numbers:
        _number_axis(axes.xaxis, '', is_year=chart.grain == 'year')
    low, high = axes.get_ylim()
    axes.set_ylim(min(0, low), max(0, high))
    axes.set_xlabel(_text(chart.x_title, 80))
    axes.set_ylabel(_text(chart.y_title))
    _number_axis(axes.yaxis, chart.unit)
    _legend(axes, chart, handles)


def _time_axis(axes: Any, chart: Description) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    if chart.grain in ('week', 'month', 'quarter', 'year'):
        times = sorted(chart.frame['x'].dropna().unique())
        _label_places(axes, times, [label(time, chart.grain) for time in times], 'color' in chart.frame)
        return
    locator = AutoDateLocator(maxticks=MAX_TICKS)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))


def _draw_points(axes: Any, chart: Description) -> None:
    handles = [axes.scatter(rows['x'], rows['y'], s=14, alpha=0.5, linewidths=0) for _, rows in _series(chart)]
    axes.set_xlabel(_text(chart.x_title, 80))
    axes.set_ylabel(_text(chart.y_title))
    _number_axis(axes.xaxis, '')
    _number_axis(axes.yaxis, chart.unit)
    _legend(axes, chart, handles)


def _draw_histogram(axes: Any, chart: Description) -> None:
    frame = chart.frame
    axes.bar(frame['x'], frame['y'], width=frame['end'] - frame['x'], align='edge', edgecolor='white')
    axes.set_xlabel(_text(chart.x_title, 80))
    axes.set_ylabel(_text(chart.y_title))
    _number_axis(axes.xaxis, '')
    _number_axis(axes.yaxis, '')


def _draw_slices(axes: Any, chart: Description) -> None:
    values = chart.frame['y']
    total = values.sum() or 1.0
    wedges, _ = axes.pie(values if values.sum() else values + 1, startangle=90, counterclock=False)
    names = [f' {_text(label(name))} ({number(value / total, "%")})' for name, value in zip(chart.frame['x'], values)]
    axes.legend(wedges, names, loc='center left', bbox_to_anchor=(1, 0.5), frameon=False)


_KINDS: Dict[str, Callable[[Any, Description], None]] = {
    'bar': _draw_bars,
    'line': _draw_lines,
    'point': _draw_points,
    'histogram': _draw_histogram,
    'arc': _draw_slices,
}
