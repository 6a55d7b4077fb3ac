"""Figures, labels and lists as a person writes them."""

import datetime
import decimal
import math
import re
from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Sequence

if TYPE_CHECKING:
    import pandas

MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
# Smaller numbers than these decimal places can show are powers of ten.
MAX_DIGITS = 12
IRREGULAR = {'person': 'people', 'child': 'children', 'man': 'men', 'woman': 'women'}
GRAINS = ('hour', 'day', 'week', 'month', 'quarter', 'year', 'weekday')


def missing(value: Any) -> bool:
    """Whether a cell has no value: None, NaN, NaT or NA."""
    if value is None or type(value).__name__ in ('NAType', 'NaTType'):
        return True
    try:
        return math.isnan(value)
    except (TypeError, ValueError):
        return False


def number(value: Any, unit: str = '', digits: Optional[int] = None) -> str:
    """A number with separators of thousands: `1,234`, `0.0312`, `39.05 years`.

    A share (unit `%`) from 0 to 1 becomes per cent: 0.309 is `30.9%`. `digits` sets the decimal places.
    """
    if missing(value):
        return '–'
    # A long number is not exact as a float.
    value = value if isinstance(value, (int, decimal.Decimal)) else _python(value)
    if math.isinf(value):
        return '∞' if value > 0 else '-∞'
    if unit == '%':
        return f'{_signed(100 * float(value), 1 if digits is None else digits)}%'
    if digits is None:
        whole = value == int(value) and abs(value) < 1e15
        size = abs(value)
        digits = 0 if whole or size >= 1e6 else 2 if size >= 1 else 2 - math.floor(math.log10(size))
    text = _signed(value, digits) if digits <= MAX_DIGITS else f'{value:.2e}'
    return f'{text} {unit}' if unit else text


def _python(value: Any) -> Any:
    """An integer of numpy as one of Python, any other number as a float."""
    return int(value) if hasattr(value, 'dtype') and value.dtype.kind in 'iu' else float(value)


def _signed(value: Any, digits: int) -> str:
    """With separators of thousands; what is rounded to zero has no sign."""
    text = f'{value:,}' if isinstance(value, int) and digits == 0 else f'{value:,.{digits}f}'
    return text if re.search('[1-9]', text) else text.lstrip('-')


def label(value: Any, grain: str = '') -> str:
    """A cell as a label. With a grain (day, week, month, quarter, year, hour, weekday) a time becomes that period."""
    if missing(value):
        return 'unknown'
    if grain == 'weekday':
        return WEEKDAYS[int(value) % 7]
    if isinstance(value, datetime.date):
        return _period(value, grain)
    if isinstance(value, bool) or type(value).__name__ in ('bool', 'bool_'):
        return 'yes' if value else 'no'
    if isinstance(value, float) or (hasattr(value, 'dtype') and value.dtype.kind == 'f'):
        return f'{float(value):.15g}'
    return str(value).strip()


def _period(value: Any, grain: str) -> str:
    if grain == 'year':
        return f'{value.year}'
    if grain == 'quarter':
        return f'{value.year}-Q{(value.month + 2) // 3}'
    if grain == 'month':
        return f'{MONTHS[value.month - 1]} {value.year}'
    if grain == 'hour':
        return f'{value:%Y-%m-%d %H:00}'
    if grain in ('day', 'week') or (getattr(value, 'hour', 0), getattr(value, 'minute', 0)) == (0, 0):
        return f'{value:%Y-%m-%d}'
    return f'{value:%Y-%m-%d %H:%M}'


def names(
    frame: 'pandas.DataFrame', columns: Mapping[str, str], formats: Optional[Mapping[str, Any]] = None
) -> List[str]:
    """What each row of a frame is called: its cells in some columns, each after a prefix (`user ` for 7 is `user 7`).

    `formats` has the grains of columns of times.
    """
    rows = zip(*(frame[column] for column in columns))
    grains = {column: form for column, form in (formats or {}).items() if form in GRAINS}
    return [
        ', '.join(prefix + label(cell, grains.get(column, '')) for cell, (column, prefix) in zip(row, columns.items()))
        for row in rows
    ]


def listing(texts: Sequence[str], last: str = 'and') -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(texts) < 2:
        return ''.join(texts)
    return f'{", ".join(texts[:-1])} {last} {texts[-1]}'


def plural(count: Any, noun: str, nouns: Optional[str] = None) -> str:
    """`1 order`, `1,234 orders`. `nouns` is the plural where an s is not enough."""
    return f'{number(count)} {noun if count == 1 else nouns or plural_of(noun)}'


def plural_of(noun: str) -> str:
    """The plural of an English noun: `city` becomes `cities`."""
    *before, last = noun.split(' ')
    if last in IRREGULAR:
        return ' '.join([*before, IRREGULAR[last]])
    if last in IRREGULAR.values() or (noun.endswith('s') and not noun.endswith('ss')):
        return noun
    if noun.endswith('y') and noun[-2:-1] not in 'aeiou':
        return f'{noun[:-1]}ies'
    return f'{noun}es' if noun.endswith(('ss', 'x', 'ch', 'sh')) else f'{noun}s'


def capital(text: str) -> str:
    """The text with a capital as its first letter."""
    return text[:1].upper() + text[1:]


def slug(text: str) -> str:
    """A text as the name of a value: letters, digits and `_`."""
    parts = ''.join(one if one.isalnum() else ' ' for one in text.lower()).split()
    return '_'.join(parts)[:80] or 'value'
