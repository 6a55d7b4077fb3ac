"""Which files and names may be outputs. Each check answers with the reason against it, or None."""

import os
import stat
import unicodedata
from typing import Optional

MOST_PART = 120


def refuse_name(part: str) -> Optional[str]:
    """For one part of a path."""
    try:
        part.encode('utf-8')
    except UnicodeEncodeError:
        return 'its name is not UTF-8'
    if len(part.encode()) > MOST_PART:
        return f'its name is longer than {MOST_PART} bytes'
    if unicodedata.normalize('NFC', part) != part:
        return 'its name is not in Unicode normal form'
    if any(unicodedata.category(letter)[0] == 'C' or letter in '\\:' for letter in part):
        return 'its name has control characters, \\ or :'
    if part != part.strip():
        return 'its name begins or ends with a space'
    return None


def shown(name: str) -> str:
    """A name for people: what cannot be seen, or would change how a text is shown, is replaced."""
    return ''.join('\N{REPLACEMENT CHARACTER}' if unicodedata.category(letter)[0] == 'C' else letter for letter in name)


def refuse_file(status: os.stat_result, owner: int) -> Optional[str]:
    """For a file that is open already: nobody can exchange it any more."""
    if not stat.S_ISREG(status.st_mode):
        return 'it is not a regular file'
    if status.st_nlink != 1:
        return 'it has another name somewhere (hard link)'
    if status.st_uid != owner:
        return 'it belongs to another user'
    return None
