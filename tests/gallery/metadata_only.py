"""A build backend that builds nothing: with it pip fetches the archive of a source distribution and no more.

pip wants the metadata of what it downloads, for which the real backends of these packages need compilers.
"""

from __future__ import annotations

import re
from pathlib import Path


def get_requires_for_build_wheel(settings: object = None) -> list[str]:
    return []


def prepare_metadata_for_build_wheel(directory: str, settings: object = None) -> str:
    metadata = Path('PKG-INFO').read_text(encoding='utf-8')
    name, version = (re.search(f'^{key}: (.+)$', metadata, re.M)[1] for key in ('Name', 'Version'))
    folder = Path(directory, f'{name.replace("-", "_")}-{version}.dist-info')
    folder.mkdir()
    Path(folder, 'METADATA').write_text(metadata, encoding='utf-8')
    return folder.name


build_wheel = None
