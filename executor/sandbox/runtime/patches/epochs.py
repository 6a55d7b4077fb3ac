"""Refuses conversions of times to integers that assume nanoseconds.

pandas 3 counts microseconds or seconds, earlier versions counted nanoseconds: `dates.astype('int64') // 10**9` used to
give seconds and now silently gives another number.
"""

import functools
import linecache
import re
import sys
from typing import Any

from ..errors.tracebacks import PROGRAM

BILLION = re.compile(r'10\s*\*\*\s*9\b|\b1e\+?0?9\b|\b1_?000_?000_?000\b')


def _program_line() -> str:
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_code.co_filename != PROGRAM:
        frame = frame.f_back
    return linecache.getline(PROGRAM, frame.f_lineno) if frame.f_code.co_filename == PROGRAM else ''


def install() -> None:
    """Raises ValueError when a line of the program converts times to integers and has the number 10**9."""
    import pandas
    from pandas.api.types import is_integer_dtype
    from pandas.core.arrays.datetimelike import DatetimeLikeArrayMixin

    original_astype = DatetimeLikeArrayMixin.astype

    def astype(self: Any, dtype: Any, copy: bool = True) -> Any:
        if is_integer_dtype(dtype):
            _check(self, _program_line())
        return original_astype(self, dtype, copy=copy)

    DatetimeLikeArrayMixin.astype = astype  # type: ignore[method-assign]
    original_to_numeric = pandas.to_numeric

    @functools.wraps(original_to_numeric)
    def to_numeric(arg: Any, *arguments: Any, **options: Any) -> Any:
        _check(getattr(arg, 'array', arg), _program_line())
        return original_to_numeric(arg, *arguments, **options)

    pandas.to_numeric = to_numeric  # type: ignore[assignment]


def _check(times: Any, line: str) -> None:
    unit = getattr(times, 'unit', 'ns')  # periods and other types have no unit
    if unit in ('s', 'ms', 'us') and BILLION.search(line):
        raise ValueError(
            f'As integers these times count units of "{unit}", not nanoseconds: dividing them by 10**9 does '
            "not give seconds. Write times.dt.as_unit('s').astype('int64'), or for an index "
            "times.as_unit('s').astype('int64')."
        )
