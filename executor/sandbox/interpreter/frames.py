"""CSV of the warehouse to a DataFrame, by the types that the warehouse names."""

import io
from typing import Any, Dict, List, Set

import pandas
import pyarrow
from pyarrow import compute, csv

INTEGERS = {'int2', 'int4', 'int8', 'smallint', 'integer', 'bigint', 'oid'}
FLOATS = {'float4', 'float8', 'real', 'double precision'}
NUMERICS = {'numeric', 'decimal'}
BOOLEANS = {'bool', 'boolean'}
TIMES = {'date', 'timestamp', 'timestamp without time zone'}
ZONED = {'timestamptz', 'timestamp with time zone'}

#: A float64 holds every integer up to this one.
MOST_EXACT = 2**53

TRUE = ['true', 't', 'TRUE', 'True', '1']
FALSE = ['false', 'f', 'FALSE', 'False', '0']


def _arrow_type(name: str) -> pyarrow.DataType:
    if name in INTEGERS:
        return pyarrow.int64()
    if name in FLOATS:
        return pyarrow.float64()
    if name in BOOLEANS:
        return pyarrow.bool_()
    if name in TIMES:
        return pyarrow.timestamp('us')
    if name in ZONED:
        return pyarrow.timestamp('us', tz='UTC')
    return pyarrow.string()


def _read(names: List[str], types: Dict[str, pyarrow.DataType], data: bytes) -> pyarrow.Table:
    return csv.read_csv(
        io.BytesIO(data),
        read_options=csv.ReadOptions(column_names=names),
        # a null in a table of one column is an empty line
        parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            column_types=types,
            null_values=[''],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=TRUE,
            false_values=FALSE,
        ),
    )


def _by_hand(column: 'pandas.Series[Any]', name: str) -> 'pandas.Series[Any]':
    """For spellings that the fast reader does not know, such as `Infinity`."""
    if name in INTEGERS or name in FLOATS:
        return pandas.to_numeric(column)
    if name in BOOLEANS:
        return column.map({**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}).astype('boolean')
    if name in TIMES or name in ZONED:
        return pandas.to_datetime(column, utc=name in ZONED, format='ISO8601')
    return column


def _settle(column: 'pandas.Series[Any]', name: str) -> 'pandas.Series[Any]':
    if name in INTEGERS:
        if not column.isna().any():
            return column.astype('int64')
        # as read_csv gives it: most programs fail on the nulls of Int64, in np.where, if, sorted, formulas and charts
        return column.astype('float64' if bool(column.abs().max() <= MOST_EXACT) or column.isna().all() else 'Int64')
    if name in FLOATS:
        return column.astype('float64')
    if name in NUMERICS:
        return _numeric(column)
    if name in BOOLEANS:
        return column.astype('boolean' if column.isna().any() else 'bool')
    return column


def _numeric(column: 'pandas.Series[Any]') -> 'pandas.Series[Any]':
    """With digits after the point: float64. Integers, as ids and sums of bigint are: exactly as they are."""
    texts = pyarrow.array(column, type=pyarrow.string(), from_pandas=True)
    if texts.null_count == len(texts) or not compute.all(compute.match_substring_regex(texts, r'^-?\d+$')).as_py():
        return column.astype('object').astype('float64')
    try:
        numbers = pandas.Series(pandas.Int64Dtype().__from_arrow__(compute.cast(texts, pyarrow.int64())))
    except pyarrow.ArrowInvalid:  # more than 64 bits: Python's own integers, and None for null
        return pandas.Series([None if text is None else int(text) for text in texts.to_pylist()], dtype='object')
    if not texts.null_count:
        return numbers.astype('int64')
    return numbers.astype('float64') if numbers.abs().max() <= MOST_EXACT else numbers


def _unique(names: List[str]) -> List[str]:
    """Columns of one name (a join) become id, id_2, and so on, past the names that others have."""
    taken = set(names)
    seen: Set[str] = set()
    result = []
    for name in names:
        unique, number = name, 1
        while unique in (taken if number > 1 else seen):
            number += 1
            unique = f'{name}_{number}'
        seen.add(name)
        taken.add(unique)
        result.append(unique)
    return result


def frame(columns: List[Dict[str, str]], data: bytes) -> pandas.DataFrame:
    """columns: name and type of each. data: CSV without a header; an unquoted empty field is null."""
    places = [f'c{index}' for index in range(len(columns))]
    types = {place: _arrow_type(column['type'].lower()) for place, column in zip(places, columns)}
    if not data:
        table = pyarrow.table({place: pyarrow.array([], type=types[place]) for place in places})
        result = table.to_pandas(integer_object_nulls=True)
    else:
        try:
            table = _read(places, types, data)
            result = table.to_pandas(types_mapper={pyarrow.int64(): pandas.Int64Dtype()}.get)
        except pyarrow.ArrowInvalid:
            texts = _read(places, dict.fromkeys(places, pyarrow.string()), data).to_pandas()
            result = texts.apply(lambda text: _by_hand(text, columns[places.index(text.name)]['type'].lower()))
    for place, column in zip(places, columns):
        result[place] = _settle(result[place], column['type'].lower())
    result.columns = _unique([column['name'] for column in columns])
    return result
