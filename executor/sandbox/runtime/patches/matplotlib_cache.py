"""Moves matplotlib's cache of LaTeX output to a folder that the program may write to."""

import os
import sys
from pathlib import Path


def set_folder(folder: str) -> None:
    """Runs after the fork: the folder of the font list belongs to the forkserver."""
    if 'matplotlib' not in sys.modules:  # the probe
        return
    import matplotlib
    from matplotlib.texmanager import TexManager

    os.environ['MPLCONFIGDIR'] = folder
    matplotlib.get_cachedir = matplotlib.get_configdir = lambda: folder
    TexManager._cache_dir = Path(folder, 'tex.cache')
