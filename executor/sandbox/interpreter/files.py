"""Names of files that a program does not name."""

import itertools
import os


def free_name(usual: str, ending: str) -> str:
    """The usual name without its ending, or with the first number from 2 on that no file has: `table`, `table-2`."""
    names = itertools.chain([usual], (f'{usual}-{number}' for number in itertools.count(2)))
    return next(name for name in names if not os.path.exists(name + ending))
