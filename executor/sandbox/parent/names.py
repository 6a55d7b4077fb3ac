"""Which files and names may be outputs, and under which names."""

import os
import re
import stat
import unicodedata
from typing import Collection, Optional

MOST_PART = 120
INSTEAD = '_'
#: Letters that would lead elsewhere where a file is kept.
UNSAFE = '\\:/'


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter)[0] == 'C'


def refuse_name(part: str) -> Optional[str]:
    """Why one part of a path cannot stay as it is; None when it can."""
    if any('\ud800' <= letter <= '\udfff' for letter in part):
        return 'its name was not UTF-8'
    if unicodedata.normalize('NFC', part) != part:
        return 'its name was not in Unicode normal form'
    if any(_is_control(letter) or letter in UNSAFE for letter in part):
        return 'its name had control characters, \\ or :'
    if part != part.strip():
        return 'its name began or ended with a space'
    if len(part.encode()) > MOST_PART:
        return f'its name was longer than {MOST_PART} bytes'
    return None


def plain_name(part: str, taken: Collection[str]) -> str:
    """A name like this one that can stay, and that none of `taken` (in small letters) is."""
    text = unicodedata.normalize('NFC', ''.join(map(_plain_letter, part))).strip()
    stem, dot, ending = text.rpartition('.')
    if not stem or len(ending) > 12:
        stem, dot, ending = text, '', ''
    stem = stem.strip() or 'file'
    if stem.startswith('.'):
        stem = INSTEAD + stem.lstrip('.')
    ending = dot + ending
    name, number = _fitting(stem, ending), 1
    while name.lower() in taken:
        number += 1
        name = _fitting(stem, f'-{number}{ending}')
    return name


def _plain_letter(letter: str) -> str:
    if letter in UNSAFE:
        return '-'
    if unicodedata.category(letter) == 'Cf':  # joins or turns others, and is nothing by itself
        return ''
    return INSTEAD if _is_control(letter) else letter


def _fitting(stem: str, ending: str) -> str:
    while len((stem + ending).encode()) > MOST_PART:
        stem = stem[:-1]
    # what is cut can end in the middle of a letter and its accents
    return unicodedata.normalize('NFC', stem.strip() + ending)


def shown(name: str) -> str:
    """A name for people: what cannot be seen, or would change how a text is shown, is replaced."""
    return ''.join('\N{REPLACEMENT CHARACTER}' if _is_control(letter) else letter for letter in name)


def refuse_file(status: os.stat_result, owner: int) -> Optional[str]:
    """For a file that is open already: nobody can exchange it any more."""
    if not stat.S_ISREG(status.st_mode):
        return 'it is not a regular file'
    if status.st_nlink != 1:
        return 'it has another name somewhere (hard link)'
    if status.st_uid != owner:
        return 'it belongs to another user'
    return None


#: Endings of what people ask for; of others a file beside the outputs is no loss.
RESULTS = frozenset(
    '.csv .tsv .xlsx .xls .ods .parquet .feather .html .htm .pdf .png .jpg .jpeg .svg .webp .gif .md .docx .pptx .zip '
    '.ipynb'.split()
)
#: Folders in which libraries and tools keep what they make again.
CACHES = re.compile(
    r'\.(cache|config|local|duckdb|ipython|jupyter|ipynb_checkpoints|pytest_cache|mypy_cache|ruff_cache|matplotlib'
    r'|fontconfig|git|venv|keras|npm)|__pycache__|joblib.*|pymp-.*|loky-.*|pytest-.*'
)
#: As `tempfile` names what nobody is to see.
SCRATCH = re.compile(r'tmp[a-z0-9_]{8}')


def looks_like_result(path: str) -> bool:
    """Whether a file beside the outputs was probably meant to be one."""
    *folders, name = path.split('/')
    stem, ending = os.path.splitext(name)
    if any(CACHES.fullmatch(folder) or SCRATCH.fullmatch(folder) for folder in folders):
        return False
    return ending.lower() in RESULTS and not SCRATCH.fullmatch(stem)
