"""Saves what plotly and PIL show as pictures: there is no display and no browser."""

from typing import Any

from .pictures import pictures


def install() -> None:
    import plotly.io
    from PIL import ImageShow
    from plotly import offline
    from plotly.io import _renderers

    plotly.io.show = _renderers.show = _show_plotly
    for module in (offline, offline.offline):
        module.iplot = _iplot
        module.init_notebook_mode = lambda connected=False: None
    ImageShow.register(_Viewer(), 0)


def _show_plotly(fig: Any, renderer: Any = None, validate: bool = True, **options: Any) -> None:
    """Replaces `plotly.io.show`. The HTML includes plotly.js (4.8 MB), so that it needs no network."""
    from plotly.io import write_html

    html_options = {'config': options.get('config')}
    for name in ('width', 'height'):
        if options.get(name) is not None:
            html_options[f'default_{name}'] = options[name]
    pictures.add('.html', lambda path: write_html(fig, path, include_plotlyjs=True, validate=validate, **html_options))


def _iplot(figure_or_data: Any, *_: Any, **options: Any) -> None:
    """Replaces `plotly.offline.iplot`, which works in notebooks only."""
    from plotly.tools import return_figure_from_figure_or_data

    figure = return_figure_from_figure_or_data(figure_or_data, options.get('validate', True))
    _show_plotly(figure, config=options.get('config'))


class _Viewer:
    """A viewer of `PIL.ImageShow`."""

    def show(self, image: Any, **_: Any) -> int:
        writable = image if image.mode in ('1', 'L', 'LA', 'P', 'RGB', 'RGBA', 'I;16') else image.convert('RGB')
        pictures.add('.png', lambda path: writable.save(path, format='PNG'))
        return 1
