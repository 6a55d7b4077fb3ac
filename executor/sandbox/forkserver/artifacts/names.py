"""Which files can become artifacts, and under which names."""

import os
import re
import stat
import unicodedata
from typing import Collection, Optional

MAX_NAME_BYTES = 120
REPLACEMENT = '_'
#: Separators of paths and of Windows drives.
UNSAFE = '\\:/'


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter)[0] == 'C'


def invalid_name(part: str) -> Optional[str]:
    """Why one component of a path must be renamed; None if it may stay."""
    if any('\ud800' <= letter <= '\udfff' for letter in part):
        return 'its name was not UTF-8'
    if unicodedata.normalize('NFC', part) != part:
        return 'its name was not in Unicode normal form C'
    if any(_is_control(letter) or letter in UNSAFE for letter in part):
        return 'its name had control characters, \\ or :'
    if part != part.strip():
        return 'its name began or ended with a space'
    if len(part.encode()) > MAX_NAME_BYTES:
        return f'its name was longer than {MAX_NAME_BYTES} bytes'
    return None


def valid_name(part: str, used: Collection[str]) -> str:
    """The closest valid name that is not in `used`, which is in lower case."""
    text = unicodedata.normalize('NFC', ''.join(map(_valid_letter, part))).strip()
    stem, dot, extension = text.rpartition('.')
    if not stem or len(extension) > 12:
        stem, dot, extension = text, '', ''
    stem = stem.strip() or 'file'
    if stem.startswith('.'):
        stem = REPLACEMENT + stem.lstrip('.')
    extension = dot + extension
    name, number = _truncate(stem, extension), 1
    while name.lower() in used:
        number += 1
        name = _truncate(stem, f'-{number}{extension}')
    return name


def _valid_letter(letter: str) -> str:
    if letter in UNSAFE:
        return '-'
    if unicodedata.category(letter) == 'Cf':  # format characters, such as a zero-width joiner
        return ''
    return REPLACEMENT if _is_control(letter) else letter


def _truncate(stem: str, suffix: str) -> str:
    while len((stem + suffix).encode()) > MAX_NAME_BYTES:
        stem = stem[:-1]
    # the cut may separate a letter from its combining accents
    return unicodedata.normalize('NFC', stem.strip() + suffix)


def printable(name: str) -> str:
    """Replaces control and format characters."""
    return ''.join('\N{REPLACEMENT CHARACTER}' if _is_control(letter) else letter for letter in name)


def invalid_file(status: os.stat_result, owner: int) -> Optional[str]:
    """Why a file cannot be an artifact; None if it can."""
    if not stat.S_ISREG(status.st_mode):
        return 'it is not a regular file'
    if status.st_nlink != 1:
        return 'it has more than one hard link'
    if status.st_uid != owner:
        return 'it belongs to another user'
    return None


RESULT_EXTENSIONS = frozenset(
    '.csv .tsv .xlsx .xls .ods .parquet .feather .html .htm .pdf .png .jpg .jpeg .svg .webp .gif .md .docx .pptx .zip '
    '.ipynb'.split()
)
#: Cache folders of libraries and tools.
CACHE_FOLDERS = re.compile(
    r'\.(cache|config|local|duckdb|ipython|jupyter|ipynb_checkpoints|pytest_cache|mypy_cache|ruff_cache|matplotlib'
    r'|fontconfig|git|venv|keras|npm)|__pycache__|joblib.*|pymp-.*|loky-.*|pytest-.*'
)
#: Names that `tempfile` makes.
TEMPORARY_NAME = re.compile(r'tmp[a-z0-9_]{8}')


def looks_like_result(path: str) -> bool:
    """Whether a hidden or temporary file was probably meant as an artifact."""
    *folders, name = path.split('/')
    stem, extension = os.path.splitext(name)
    if any(CACHE_FOLDERS.fullmatch(folder) or TEMPORARY_NAME.fullmatch(folder) for folder in folders):
        return False
    return extension.lower() in RESULT_EXTENSIONS and not TEMPORARY_NAME.fullmatch(stem)
