"""What a program says about its result: the answer, values, assumptions, warnings."""

import datetime
import decimal
import math
from typing import Any, Dict, List, Optional, Set, Union

from .channel import Channel

MOST_ANSWER = 50_000
MOST_TEXT = 1_000
MOST_TEXTS = 30
MOST_VALUES = 100

Value = Union[str, int, float, bool, None]


class Session:
    """All that one run has said so far."""

    def __init__(self) -> None:
        self.channel: Optional[Channel] = None
        self.answer: Optional[str] = None
        self.values: Dict[str, Value] = {}
        self.assumptions: List[str] = []
        self.warnings: List[str] = []
        #: Names of columns that query() gave, and the program's text.
        self.columns: Set[str] = set()
        self.source = ''
        #: The working folder.
        self.folder = ''

    def connected(self) -> Channel:
        if self.channel is None:
            raise RuntimeError('This works inside a job only.')
        return self.channel


session = Session()


def plain(value: Any) -> Value:
    """A value as JSON knows it: numbers of numpy and pandas become Python's, what is missing or not finite None."""
    if value is None or isinstance(value, (bool, str)):
        return value[:MOST_TEXT] if isinstance(value, str) else value
    if isinstance(value, decimal.Decimal):
        return plain(float(value))
    if isinstance(value, (datetime.date, datetime.time)):
        return None if value != value else value.isoformat()  # NaT is not equal to itself
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    item = getattr(value, 'item', None)
    if callable(item) and getattr(value, 'size', 1) == 1:
        return plain(item())
    if type(value).__name__ in ('NAType', 'NaTType'):
        return None
    raise TypeError(
        f'A value has to be a text, a number, True, False or None, not {type(value).__name__}. '
        'Write tables to a file, and name single numbers.'
    )


def answer(*texts: Any, **values: Any) -> None:
    """answer(markdown, **values): the answer in words, with named values. The last text counts; values are merged."""
    if not texts:
        texts = tuple(values.pop(name) for name in ('markdown', 'text') if name in values)[:1]
    text = texts[0] if len(texts) == 1 else None
    if not isinstance(text, str):
        given = f'{type(text).__name__}' if len(texts) == 1 else f'{len(texts)} arguments without a name'
        raise TypeError(
            f'answer() takes one text, and named values: answer("…", total=5). Here it got {given}. '
            'A table becomes text by df.to_markdown(index=False).'
        )
    merged = {**session.values, **{name: plain(value) for name, value in values.items()}}
    if len(merged) > MOST_VALUES:
        raise ValueError(f'An answer has {MOST_VALUES} named values at the most; write a table to a file.')
    session.values = merged
    session.answer = text[:MOST_ANSWER]


def _note(kept: List[str], text: object) -> None:
    line = str(text).strip()[:MOST_TEXT]
    if line and line not in kept and len(kept) < MOST_TEXTS:
        kept.append(line)


def assume(text: str) -> None:
    """Something that was taken for granted and that the reader should know."""
    _note(session.assumptions, text)


def warn(text: str) -> None:
    """Something about the data or the result that the reader should beware of."""
    _note(session.warnings, text)
