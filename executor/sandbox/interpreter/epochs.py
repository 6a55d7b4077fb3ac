"""Times as integers: pandas 3 counts microseconds or seconds where earlier versions counted nanoseconds.

`dates.astype('int64') // 10**9` gave seconds then; now it would be wrong by a factor and without a word.
"""

import functools
import linecache
import re
import sys
from typing import Any

from .tracebacks import NAME

BILLION = re.compile(r'10\s*\*\*\s*9\b|\b1e\+?0?9\b|\b1_?000_?000_?000\b')


def _line_of_program() -> str:
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_code.co_filename != NAME:
        frame = frame.f_back
    return linecache.getline(NAME, frame.f_lineno) if frame.f_code.co_filename == NAME else ''


def install() -> None:
    """Makes an error of such a division, where it stands beside the conversion."""
    import pandas
    from pandas.api.types import is_integer_dtype
    from pandas.core.arrays.datetimelike import DatetimeLikeArrayMixin

    original = DatetimeLikeArrayMixin.astype

    def astype(self: Any, dtype: Any, copy: bool = True) -> Any:
        if is_integer_dtype(dtype):
            _refuse(self, _line_of_program())
        return original(self, dtype, copy=copy)

    DatetimeLikeArrayMixin.astype = astype  # type: ignore[method-assign]
    convert = pandas.to_numeric

    @functools.wraps(convert)
    def to_numeric(arg: Any, *arguments: Any, **options: Any) -> Any:
        _refuse(getattr(arg, 'array', arg), _line_of_program())
        return convert(arg, *arguments, **options)

    pandas.to_numeric = to_numeric  # type: ignore[assignment]


def _refuse(times: Any, line: str) -> None:
    unit = getattr(times, 'unit', 'ns')  # periods, and what is no time, have none
    if unit in ('s', 'ms', 'us') and BILLION.search(line):
        raise ValueError(
            f'As integers these times count units of "{unit}", not nanoseconds: dividing them by 10**9 does '
            "not give seconds. Write times.dt.as_unit('s').astype('int64'), or for an index "
            "times.as_unit('s').astype('int64')."
        )
