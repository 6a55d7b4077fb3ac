"""Datetimes as integers: pandas 3 counts microseconds, and many programs still divide by what nanoseconds need."""

import functools
import linecache
import re
import sys
from types import FrameType
from typing import Any, Optional

from .session import note
from .tracebacks import NAME

BILLION = re.compile(r'10\s*\*\*\s*9\b|\b1e9\b|\b1_?000_?000_?000\b')
#: By unit: its name, and how many a second has.
UNITS = {'s': ('seconds', '1'), 'ms': ('milliseconds', '10**3'), 'us': ('microseconds', '10**6')}


def prepare() -> None:
    """Before any program."""
    from pandas.core.arrays.datetimelike import DatetimeLikeArrayMixin

    original = DatetimeLikeArrayMixin.astype

    @functools.wraps(original)
    def astype(self: Any, dtype: Any, copy: bool = True) -> Any:
        result = original(self, dtype, copy)
        if getattr(getattr(result, 'dtype', None), 'kind', '') in 'iu' and self.unit in UNITS:
            _look(self.unit)
        return result

    DatetimeLikeArrayMixin.astype = astype  # type: ignore[method-assign]


def _look(unit: str) -> None:
    frame: Optional[FrameType] = sys._getframe(2)
    while frame and frame.f_code.co_filename != NAME:
        frame = frame.f_back
    if frame and BILLION.search(linecache.getline(NAME, frame.f_lineno)):
        name, per_second = UNITS[unit]
        note(
            f'Line {frame.f_lineno} of the program takes datetimes for numbers of nanoseconds; here they count {name}, of '
            f'which a second has {per_second}: what it computes is too small.'
        )
