"""Converts CSV from the warehouse to a DataFrame, by the warehouse's column types."""

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
ZONED_TIMES = {'timestamptz', 'timestamp with time zone'}

#: float64 represents every integer up to this one exactly.
MAX_EXACT = 2**53

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
    if name in ZONED_TIMES:
        return pyarrow.timestamp('us', tz='UTC')
    return pyarrow.string()


def _read(names: List[str], types: Dict[str, pyarrow.DataType], data: bytes) -> pyarrow.Table:
    return csv.read_csv(
        io.BytesIO(data),
        read_options=csv.ReadOptions(column_names=names),
        # in a table of one column, an empty line is a null
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


def _parse(column: 'pandas.Series[Any]', name: str) -> 'pandas.Series[Any]':
    """Parses text that pyarrow does not accept, such as `Infinity`."""
    if name in INTEGERS or name in FLOATS:
        return pandas.to_numeric(column)
    if name in BOOLEANS:
        return column.map({**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}).astype('boolean')
    if name in TIMES or name in ZONED_TIMES:
        return pandas.to_datetime(column, utc=name in ZONED_TIMES, format='ISO8601')
    return column


def _final_type(column: 'pandas.Series[Any]', name: str) -> 'pandas.Series[Any]':
    if name in INTEGERS:
        if not column.isna().any():
            return column.astype('int64')
        # float64, as read_csv does: np.where, if, sorted, formulas and charts fail on the nulls of Int64
        return column.astype('float64' if column.isna().all() or bool(column.abs().max() <= MAX_EXACT) else 'Int64')
    if name in FLOATS:
        return column.astype('float64')
    if name in NUMERICS:
        return _numeric(column)
    if name in BOOLEANS:
        return column.astype('boolean' if column.isna().any() else 'bool')
    return column


def _numeric(column: 'pandas.Series[Any]') -> 'pandas.Series[Any]':
    """float64 for decimals. Integers, such as ids and sums of bigint, stay exact."""
    texts = pyarrow.array(column, type=pyarrow.string(), from_pandas=True)
    if texts.null_count == len(texts) or not compute.all(compute.match_substring_regex(texts, r'^-?\d+$')).as_py():
        return column.astype('object').astype('float64')
    try:
        numbers = pandas.Series(pandas.Int64Dtype().__from_arrow__(compute.cast(texts, pyarrow.int64())))
    except pyarrow.ArrowInvalid:  # more than 64 bits: Python integers, and None for null
        return pandas.Series([None if text is None else int(text) for text in texts.to_pylist()], dtype='object')
    if not texts.null_count:
        return numbers.astype('int64')
    return numbers.astype('float64') if numbers.abs().max() <= MAX_EXACT else numbers


def _unique(names: List[str]) -> List[str]:
    """Renames duplicate columns, as of a join, to id_2, id_3 …, skipping names that exist."""
    used = set(names)
    seen: Set[str] = set()
    result = []
    for name in names:
        unique, number = name, 1
        while unique in (used if number > 1 else seen):
            number += 1
            unique = f'{name}_{number}'
        seen.add(name)
        used.add(unique)
        result.append(unique)
    return result


def frame(columns: List[Dict[str, str]], data: bytes) -> pandas.DataFrame:
    """columns: `name` and `type` of each. data: CSV without a header; an unquoted empty field is null."""
    # unique while reading: names of columns may be equal
    keys = [f'c{index}' for index in range(len(columns))]
    types = {key: _arrow_type(column['type'].lower()) for key, column in zip(keys, columns)}
    if not data:
        table = pyarrow.table({key: pyarrow.array([], type=types[key]) for key in keys})
        result = table.to_pandas(integer_object_nulls=True)
    else:
        try:
            table = _read(keys, types, data)
            result = table.to_pandas(types_mapper={pyarrow.int64(): pandas.Int64Dtype()}.get)
        except pyarrow.ArrowInvalid:
            texts = _read(keys, dict.fromkeys(keys, pyarrow.string()), data).to_pandas()
            result = texts.apply(lambda text: _parse(text, columns[keys.index(text.name)]['type'].lower()))
    for key, column in zip(keys, columns):
        result[key] = _final_type(result[key], column['type'].lower())
    result.columns = _unique([column['name'] for column in columns])
    return result
