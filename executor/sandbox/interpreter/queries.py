"""query(): runs a statement and returns a DataFrame."""

from typing import Any, Optional

import pandas

from .errors import QueryError, QueryRefused
from .frames import frame
from .session import session, warn

MAX_STATEMENT_CHARACTERS = 100_000

USAGE = (
    'query() takes one SELECT as text and an optional label: query(sql, name=None). It has no parameters and no '
    'connection: put the values into the statement, for example query(f"SELECT … WHERE id = {int(number)}"), and put '
    'texts in single quotes, with each single quote in them doubled.'
)


def query(sql: Any = None, name: Optional[str] = None, *more: Any, **unknown: Any) -> pandas.DataFrame:
    """Runs one SELECT (or WITH … SELECT) in the warehouse and returns its rows.

    int → int64 (with nulls float64, or Int64 if a value is beyond 2**53), float and numeric → float64, bool → bool
    (boolean with nulls), date and timestamp → datetime64, text → str. `name` is a label for the list of queries.

    Raises QueryError with the warehouse's message, QueryRefused if the statement was not run.
    """
    statement = _statement(sql, name, more, unknown)
    if len(statement) > MAX_STATEMENT_CHARACTERS:
        raise QueryRefused(
            f'The statement has {len(statement):,} characters; the maximum is {MAX_STATEMENT_CHARACTERS:,}.'
        )
    if '\0' in statement:
        raise QueryRefused('The statement has a NUL character, which the warehouse does not accept.')
    try:
        statement.encode()
    except UnicodeEncodeError as error:
        raise QueryRefused(f'The statement has a lone surrogate at position {error.start}.') from None
    if session.read is not None:
        rows = session.read(statement)
        rows.columns = [str(column).lower() for column in rows.columns]
        session.columns.update(rows.columns)
        return rows
    head, data = session.connected().request(statement)
    if not head['ok']:
        raise (QueryError if head['kind'] == 'failed' else QueryRefused)(head['message'])

    result = frame(head['columns'], data)
    session.columns.update(result.columns)
    if head['truncated']:
        result.attrs['truncated'] = True
        warn(
            f'A query returned more rows than a job may fetch; only the first {len(result):,} were used: '
            f'{" ".join(statement.split())[:200]}'
        )
    return result


def _statement(sql: Any, name: Any, more: Any, unknown: Any) -> str:
    """The text of the statement. Raises TypeError, with the usage, for other arguments."""
    if sql is None and 'statement' in unknown:
        sql = unknown.pop('statement')
    problem = None
    if unknown:
        problem = f'it got the unknown argument {", ".join(unknown)}='
    elif more:
        problem = f'it got {2 + len(more)} arguments'
    elif sql is None:
        problem = 'it got no statement'
    elif not isinstance(sql, str):
        problem = f'the statement is {type(sql).__name__}'
    elif name is not None and not isinstance(name, str):
        problem = f'the label is {type(name).__name__}'
    if problem:
        raise TypeError(f'{USAGE} Here {problem}.')
    return str.__str__(sql)
