"""Converts named values to JSON without changing their meaning."""

import datetime
import decimal
import enum
import math
import os
import re
from typing import Any, Optional, Union

MAX_TEXT = 1_000
#: Larger integers lose digits in JSON readers that use float64.
MAX_INTEGER = 2**53

Value = Union[str, int, float, bool, None]


def plain(value: Any) -> Value:
    """Numbers of numpy and pandas become Python numbers, times text, missing and non-finite values None."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        # a str enum member becomes its value, as in json.dumps()
        return str.__str__(value)[:MAX_TEXT]
    if type(value).__name__ in ('NAType', 'NaTType'):
        return None
    if isinstance(value, int):
        return _integer(int(value))
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    for kind, convert in _KINDS:
        if isinstance(value, kind):
            return plain(convert(value))
    return _of_library(value)


def _integer(value: int) -> Value:
    if abs(value) <= MAX_INTEGER:
        return value
    # as text, and rounded rather than cut
    return str(value) if abs(value) < 10**MAX_TEXT else f'{decimal.Decimal(value):.15E}'


def _decimal(value: decimal.Decimal) -> Value:
    if not value.is_finite():
        return None
    rounded = float(value)
    exact = math.isfinite(rounded) and decimal.Decimal(repr(rounded)) == value
    return rounded if exact else str(value)


def _timedelta(value: datetime.timedelta) -> str:
    """`1 day`, `2 days, 3:00:00` or `-1 day, 23:00:00`, with nanoseconds if there are any."""
    text = datetime.timedelta.__str__(value)
    nanoseconds = getattr(value, 'nanoseconds', 0)
    if nanoseconds:
        text = text if '.' in text else f'{text}.000000'
        return f'{text}{nanoseconds:03}'
    return text.removesuffix(', 0:00:00')


def _bytes(value: Any) -> str:
    return bytes(value).decode('utf-8', 'backslashreplace')


def _complex(value: complex) -> str:
    return str(complex(value)).strip('()')


_KINDS = (
    (decimal.Decimal, _decimal),
    ((datetime.date, datetime.time), lambda value: value.isoformat()),
    (datetime.timedelta, _timedelta),
    (enum.Enum, lambda value: value.name),
    (os.PathLike, lambda value: _bytes(os.fspath(value)) if isinstance(os.fspath(value), bytes) else os.fspath(value)),
    ((bytes, bytearray, memoryview), _bytes),
    (complex, _complex),
)


def _of_library(value: Any) -> Value:
    """Scalars of numpy, pandas and pyarrow, and arrays of one element."""
    if type(value).__module__.partition('.')[0] == 'numpy':
        return _of_numpy(value)
    for name in ('as_py', 'item'):
        method = getattr(value, name, None)
        if callable(method) and getattr(value, 'size', 1) == 1:
            return plain(method())
    if type(value).__name__ in ('Period', 'Interval', 'Fraction', 'UUID'):
        return float(value) if type(value).__name__ == 'Fraction' else str(value)
    raise TypeError(
        f'A value must be a text, a number, True, False or None, not {type(value).__name__}. '
        'Write tables to a file and pass single numbers as values.'
    )


def _of_numpy(value: Any) -> Value:
    import numpy

    if isinstance(value, numpy.ndarray) and value.size == 1:
        return plain(value.reshape(())[()])
    if isinstance(value, (numpy.datetime64, numpy.timedelta64)):
        return _of_numpy_time(value)
    if isinstance(value, numpy.floating):
        # by its shortest representation: float32(0.1) becomes 0.1
        return plain(decimal.Decimal(str(value)) if isinstance(value, numpy.longdouble) else float(str(value)))
    if isinstance(value, numpy.complexfloating):
        return plain(complex(value))
    if isinstance(value, numpy.generic) and not isinstance(value, numpy.void):
        return plain(value.item())
    raise TypeError(
        f'A value must be a text, a number, True, False or None, not {type(value).__name__}. '
        'Pass single elements of an array as values.'
    )


def _of_numpy_time(value: Any) -> Optional[str]:
    import numpy
    import pandas

    if numpy.isnat(value):
        return None
    unit = numpy.datetime_data(value.dtype)[0]
    if isinstance(value, numpy.datetime64):
        return re.sub(r'(\.\d*?)0+$', r'\1', str(value)).rstrip('.')
    try:
        return str(value) if unit in ('Y', 'M', 'generic') else _timedelta(pandas.Timedelta(value))
    except (OverflowError, ValueError):  # out of range for pandas
        return str(value)
