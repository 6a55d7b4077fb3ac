"""Where matplotlib keeps what it makes for LaTeX: in the program's own folder, the one that it may write to."""

import os
from pathlib import Path


def use(folder: str) -> None:
    """For this fork. The folder from which the list of fonts came belongs to the parent."""
    import matplotlib
    from matplotlib.texmanager import TexManager

    os.environ['MPLCONFIGDIR'] = folder
    matplotlib.get_cachedir = matplotlib.get_configdir = lambda: folder
    TexManager._cache_dir = Path(folder, 'tex.cache')
