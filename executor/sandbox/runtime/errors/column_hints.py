"""Hints about missing columns and about columns with nulls.

A hint names only labels that the author of the program knows: columns that query() returned, and texts in the program.
Columns of a pivot table are values of the data, which may be withheld.
"""

import ast
import difflib
import functools
import re
import sys
import traceback
from typing import Any, FrozenSet, Iterator, List, Optional, Tuple

from interpreter.session import session

MAX_LISTED = 40
#: Labels of a long index are not searched.
MAX_LABELS = 1_000
LIBRARIES = r'/(pandas|seaborn|sklearn|plotly|_plotly_utils|statsmodels|patsy|formulaic|matplotlib|narwhals)/'
#: Local variables of libraries that hold the DataFrame.
FRAME_VARIABLES = ('self', 'obj', 'data', 'df', 'frame', 'left', 'right', 'data_frame', 'X', 'args')

#: Messages about a missing name, of errors other than KeyError. Other messages may quote options and values, such as
#: 'lefty' is not a valid Merge type.
MISSING = re.compile(
    r'(?i)could not interpret|not the name of a column|not (a column|columns of)|not found in|is not defined|not present'
    r'|do(es)? not (exist|appear)|no (such )?column|not in (the )?(index|columns?|axis|data)'
)

#: Attributes that pandas 3 has removed, and their replacements.
REMOVED_ATTRIBUTES = {
    'append': 'pd.concat([…])',
    'applymap': 'map()',
    'iteritems': 'items()',
    'ix': 'loc[] or iloc[]',
    'lookup': 'df.to_numpy() with positions',
    'mad': '(x - x.mean()).abs().mean()',
    'as_matrix': 'to_numpy()',
    'get_value': 'df.at[row, column]',
    'set_value': 'df.at[row, column] = value',
    'sort': 'sort_values()',
    'swaplevel_axis': 'swaplevel()',
    'tshift': 'shift(freq=…)',
    'slice_shift': 'shift()',
    'to_sql_table': 'to_csv() or to_parquet()',
    'is_monotonic': 'is_monotonic_increasing',
    'weekofyear': 'dt.isocalendar().week',
    'week': 'dt.isocalendar().week',
}


def missing_column_hint(error: BaseException, message: str) -> Optional[str]:
    """Lists the columns, for an error about a name that a DataFrame does not have."""
    missing = _missing_attribute(error) if isinstance(error, AttributeError) else _missing_label(error, message)
    if missing is None:
        return None
    name, labels = missing
    known = [label for label in labels if _is_known(label)]
    if not known:
        return None
    closest = _closest(name, known)
    listing = ', '.join(repr(label) for label in known[:MAX_LISTED])
    more = len(labels) - min(len(known), MAX_LISTED)
    ending = f' and {more} more' if more > 0 else ''
    sentences = [f'There is no column {name!r}. The columns are: {listing}{ending}.']
    if closest:
        sentences.append(f'The closest is {closest!r}.')
        if closest != name and closest == name.lower():
            sentences.append('Names from the warehouse are in lower case, including quoted aliases.')
    return ' '.join(sentences)


def nulls_hint(error: BaseException, message: str) -> str:
    """Lists the columns that have nulls, for an error that nulls cause."""
    pandas = sys.modules['pandas']
    extension_types_only = 'NA is ambiguous' in message or 'NAType' in message or 'Dtype' in message
    names: List[str] = []
    for table in _program_tables(error):
        frame = table.to_frame(table.name) if isinstance(table, pandas.Series) else table
        for position, label in enumerate(frame.columns[:200]):
            column = frame.iloc[:, position]
            if _is_known(label) and label not in names and column.isna().any():
                extension = pandas.api.types.is_extension_array_dtype(column.dtype) and column.dtype != 'str'
                if not extension_types_only or extension:
                    names.append(label)
    listing = ', '.join(map(repr, names[:MAX_LISTED]))
    subject = f'These columns have nulls: {listing}. ' if names else 'There are nulls. '
    return (
        f'{subject}Fill or drop them first with fillna() or dropna(), or filter with notna(). pd.NA, the null of boolean '
        'and Int64, is neither true nor false; astype("float64") converts it to nan.'
    )


def removed_attribute_hint(error: BaseException) -> Optional[str]:
    """Names the replacement of an attribute that earlier versions of pandas had."""
    if not isinstance(error, AttributeError) or error.name not in REMOVED_ATTRIBUTES or _labels(error.obj) is None:
        return None
    return f'pandas 3 has no {error.name}; use {REMOVED_ATTRIBUTES[error.name]}.'


def _missing_attribute(error: AttributeError) -> Optional[Tuple[str, List[Any]]]:
    name, owner = error.name or '', error.obj
    fields = getattr(owner, '_fields', None)
    if isinstance(fields, tuple):  # a named tuple, as of itertuples()
        return name, list(fields)
    labels = _labels(owner)
    return None if labels is None or name in REMOVED_ATTRIBUTES else (name, labels)


def _missing_label(error: BaseException, message: str) -> Optional[Tuple[str, List[Any]]]:
    if not isinstance(error, KeyError) and not MISSING.search(message):
        return None
    names = list(_names_in(error, message))
    searched = _searched_labels(error)
    for frame, _ in reversed(list(traceback.walk_tb(error.__traceback__))):
        if not re.search(LIBRARIES, frame.f_code.co_filename):
            continue
        for variable in FRAME_VARIABLES:
            labels = _labels(frame.f_locals.get(variable))
            if labels is None or searched is not None and searched != labels:
                continue
            missing = next((name for name in names if name not in labels), None)
            if missing is not None:
                return missing, labels
    return None


def _searched_labels(error: BaseException) -> Optional[List[Any]]:
    """Labels of the index in which the lookup failed, which may be the rows; None if there was no such lookup."""
    pandas = sys.modules['pandas']
    for frame, _ in reversed(list(traceback.walk_tb(error.__traceback__))):
        for variable in ('self', 'axis'):
            index = frame.f_locals.get(variable)
            if isinstance(index, pandas.Index):
                return list(index) if len(index) <= MAX_LABELS else []
        if frame.f_code.co_name == 'get_group':
            return []
    return None


def _names_in(error: BaseException, message: str) -> Iterator[str]:
    """Candidates for the missing name: arguments of the exception and quoted texts."""
    argument = error.args[0] if error.args else None
    if isinstance(error, KeyError) and isinstance(argument, str):
        message = argument
        if "'" not in argument:
            yield argument.removeprefix('Column not found: ')
    elif isinstance(argument, tuple):
        yield from (item for item in argument if isinstance(item, str))
    received = re.search(r'received: (.+)$', message)
    if received:
        yield received.group(1)
    for single, double, back in re.findall(r"'([^']{1,200})'|\"([^\"]{1,200})\"|`([^`]{1,200})`", message[:2_000]):
        yield single or double or back


def _labels(value: Any) -> Optional[List[Any]]:
    """Columns of a DataFrame, of a group or indexer of one, or labels of a row; None for other values."""
    pandas = sys.modules['pandas']
    if isinstance(value, pandas.Series):
        return list(value.index) if len(value.index) <= MAX_LABELS else None
    if not isinstance(value, pandas.DataFrame):
        wrapper = re.search(r'GroupBy|^_(Loc|At)Indexer$', type(value).__name__)
        value = getattr(value, 'obj', None) if wrapper else None
    return list(value.columns) if isinstance(value, pandas.DataFrame) else None


@functools.lru_cache
def _texts_in(source: str) -> FrozenSet[str]:
    """String literals, attributes and keyword arguments in the program."""
    texts = set()
    for node in ast.walk(ast.parse(source)):
        texts.update(value for value in vars(node).values() if isinstance(value, str))
    return frozenset(texts)


def _is_known(label: Any) -> bool:
    return isinstance(label, str) and (label in session.columns or label in _texts_in(session.source))


def _closest(name: str, labels: List[str]) -> Optional[str]:
    """Ignores case, spaces and punctuation."""
    normalized = {re.sub(r'[\W_]+', '', label).casefold(): label for label in reversed(labels)}
    matches = difflib.get_close_matches(re.sub(r'[\W_]+', '', name).casefold(), list(normalized), 1, 0.7)
    return normalized[matches[0]] if matches else None


def _program_tables(error: BaseException) -> Iterator[Any]:
    """DataFrames and Series in local variables of the program's frames."""
    pandas = sys.modules['pandas']
    seen = set()
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_globals.get('__name__') != '__main__':
            continue
        for value in list(frame.f_locals.values())[:200]:
            if isinstance(value, (pandas.DataFrame, pandas.Series)) and id(value) not in seen:
                seen.add(id(value))
                yield value
