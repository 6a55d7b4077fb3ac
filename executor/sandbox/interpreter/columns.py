"""What to say about a column that a table does not have, and about columns with nulls.

Only names go into such a sentence that the writer of the program knows: columns that query() gave, and texts of the
program. The columns of a pivot table are values of the data, which may be withheld.
"""

import ast
import difflib
import functools
import re
import sys
import traceback
from typing import Any, FrozenSet, Iterator, List, Optional, Tuple

from .session import session

LISTED = 40
LIBRARIES = r'/(pandas|seaborn|sklearn|plotly|_plotly_utils|statsmodels|patsy|formulaic|matplotlib|narwhals)/'
#: Locals of libraries under which the table is that was asked.
HOLDERS = ('self', 'obj', 'data', 'df', 'frame', 'left', 'right', 'data_frame', 'X', 'args')

#: How errors that are no KeyError say that a name is missing. Others quote options and values: 'lefty' is not a valid
#: Merge type.
MISSING = re.compile(
    r'(?i)could not interpret|not the name of a column|not (a column|columns of)|not found in|is not defined|not present'
    r'|do(es)? not (exist|appear)|no (such )?column|not in (the )?(index|columns?|axis|data)'
)

#: Gone from DataFrames and Series, and what is there in their place.
GONE = {
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


def advice(failure: BaseException, message: str) -> Optional[str]:
    """For a name that a table was asked for and does not have."""
    if isinstance(failure, AttributeError):
        found = _of_attribute(failure)
    else:
        found = _of_library(failure, message)
    if found is None:
        return None
    wanted, labels = found
    known = [label for label in labels if _is_known(label)]
    if not known:
        return None
    near = _nearest(wanted, known)
    listed = ', '.join(repr(label) for label in known[:LISTED])
    more = f' and {len(labels) - min(len(known), LISTED)} more' if len(labels) > min(len(known), LISTED) else ''
    sentences = [f'There is no column {wanted!r}; there are: {listed}{more}.']
    if near:
        sentences.append(f'Nearest: {near!r}.')
        if near != wanted and near == wanted.lower():
            sentences.append('The warehouse gives names in lower case, also those of quoted aliases.')
    return ' '.join(sentences)


def advice_on_nulls(failure: BaseException, message: str) -> str:
    """Names the columns that have nulls, for an error that nulls make."""
    pandas = sys.modules['pandas']
    only_missing = 'NA is ambiguous' in message or 'NAType' in message or 'Dtype' in message
    names: List[str] = []
    for table in _tables_of_program(failure):
        frame = table.to_frame(table.name) if isinstance(table, pandas.Series) else table
        for place, label in enumerate(frame.columns[:200]):
            column = frame.iloc[:, place]
            if _is_known(label) and label not in names and column.isna().any():
                if not only_missing or pandas.api.types.is_extension_array_dtype(column.dtype) and column.dtype != 'str':
                    names.append(label)
    what = f'These columns have nulls: {", ".join(map(repr, names[:LISTED]))}. ' if names else 'There are nulls. '
    return (
        f'{what}Fill or drop them first, by fillna() or dropna(), or ask for notna(); pd.NA, the null of boolean and '
        'Int64, is neither true nor false, and astype("float64") makes it nan.'
    )


def _of_attribute(failure: AttributeError) -> Optional[Tuple[str, List[Any]]]:
    wanted, holder = failure.name or '', failure.obj
    fields = getattr(holder, '_fields', None)
    if isinstance(fields, tuple):
        return wanted, list(fields)
    labels = _labels(holder)
    return None if labels is None or wanted in GONE else (wanted, labels)


def gone(failure: BaseException) -> Optional[str]:
    """For an attribute that tables had in earlier versions of pandas."""
    if not isinstance(failure, AttributeError) or failure.name not in GONE or _labels(failure.obj) is None:
        return None
    return f'pandas 3 has no {failure.name}; use {GONE[failure.name]}.'


def _of_library(failure: BaseException, message: str) -> Optional[Tuple[str, List[Any]]]:
    if not isinstance(failure, KeyError) and not MISSING.search(message):
        return None
    wanted = list(_names_in(failure, message))
    asked = _index_asked(failure)
    for frame, _ in reversed(list(traceback.walk_tb(failure.__traceback__))):
        if not re.search(LIBRARIES, frame.f_code.co_filename):
            continue
        for holder in HOLDERS:
            labels = _labels(frame.f_locals.get(holder))
            if labels is None or asked is not None and asked != labels:
                continue
            missing = next((name for name in wanted if name not in labels), None)
            if missing is not None:
                return missing, labels
    return None


def _index_asked(failure: BaseException) -> Optional[List[Any]]:
    """The labels that the name was looked for among, which may be those of the rows."""
    pandas = sys.modules['pandas']
    for frame, _ in reversed(list(traceback.walk_tb(failure.__traceback__))):
        for name in ('self', 'axis'):
            index = frame.f_locals.get(name)
            if isinstance(index, pandas.Index):
                return list(index) if len(index) <= 1_000 else []
        if frame.f_code.co_name == 'get_group':
            return []
    return None


def _names_in(failure: BaseException, message: str) -> Iterator[str]:
    first = failure.args[0] if failure.args else None
    if isinstance(failure, KeyError) and isinstance(first, str):
        message = first
        if "'" not in first:
            yield first.removeprefix('Column not found: ')
    elif isinstance(first, tuple):
        yield from (one for one in first if isinstance(one, str))
    received = re.search(r'received: (.+)$', message)
    if received:
        yield received.group(1)
    for single, double, back in re.findall(r"'([^']{1,200})'|\"([^\"]{1,200})\"|`([^`]{1,200})`", message[:2_000]):
        yield single or double or back


def _labels(holder: Any) -> Optional[List[Any]]:
    """Of a table, of a row of one, or of a table that is grouped or indexed."""
    pandas = sys.modules['pandas']
    if isinstance(holder, pandas.Series):
        return list(holder.index) if len(holder.index) <= 1_000 else None
    if not isinstance(holder, pandas.DataFrame):
        asks = re.search(r'GroupBy|^_(Loc|At)Indexer$', type(holder).__name__)
        holder = getattr(holder, 'obj', None) if asks else None
    return list(holder.columns) if isinstance(holder, pandas.DataFrame) else None


@functools.lru_cache
def _texts_of(source: str) -> FrozenSet[str]:
    """Texts, attributes and names of arguments in the program."""
    texts = set()
    for node in ast.walk(ast.parse(source)):
        texts.update(value for value in vars(node).values() if isinstance(value, str))
    return frozenset(texts)


def _is_known(label: Any) -> bool:
    return isinstance(label, str) and (label in session.columns or label in _texts_of(session.source))


def _nearest(wanted: str, known: List[str]) -> Optional[str]:
    plain = {re.sub(r'[\W_]+', '', label).casefold(): label for label in reversed(known)}
    close = difflib.get_close_matches(re.sub(r'[\W_]+', '', wanted).casefold(), list(plain), 1, 0.7)
    return plain[close[0]] if close else None


def _tables_of_program(failure: BaseException) -> Iterator[Any]:
    pandas = sys.modules['pandas']
    seen = set()
    for frame, _ in traceback.walk_tb(failure.__traceback__):
        if frame.f_globals.get('__name__') != '__main__':
            continue
        for value in list(frame.f_locals.values())[:200]:
            if isinstance(value, (pandas.DataFrame, pandas.Series)) and id(value) not in seen:
                seen.add(id(value))
                yield value
