"""What plotly and PIL show becomes a picture: there is no screen here, and no browser."""

from typing import Any

from .pictures import pictures


def prepare() -> None:
    """Before any program."""
    import plotly.io
    from PIL import ImageShow
    from plotly import offline
    from plotly.io import _renderers

    plotly.io.show = _renderers.show = _show_plotly
    for module in (offline, offline.offline):
        module.iplot = _show_offline
        module.init_notebook_mode = lambda connected=False: None
    ImageShow.register(_Viewer(), 0)


def _show_plotly(fig: Any, renderer: Any = None, validate: bool = True, **options: Any) -> None:
    """`plotly.io.show`, whatever the renderer: a page that needs no network. plotly.js in it has 4.8 MB."""
    from plotly.io import write_html

    known = {'config': options.get('config')}
    for name in ('width', 'height'):
        if options.get(name) is not None:
            known[f'default_{name}'] = options[name]
    pictures.add('.html', lambda path: write_html(fig, path, include_plotlyjs=True, validate=validate, **known))


def _show_offline(figure_or_data: Any, *_: Any, **options: Any) -> None:
    """`plotly.offline.iplot`, which is for notebooks elsewhere."""
    from plotly.tools import return_figure_from_figure_or_data

    figure = return_figure_from_figure_or_data(figure_or_data, options.get('validate', True))
    _show_plotly(figure, config=options.get('config'))


class _Viewer:
    """A viewer of `PIL.ImageShow`."""

    def show(self, image: Any, **_: Any) -> int:
        picture = image if image.mode in ('1', 'L', 'LA', 'P', 'RGB', 'RGBA', 'I;16') else image.convert('RGB')
        pictures.add('.png', lambda path: picture.save(path, format='PNG'))
        return 1
