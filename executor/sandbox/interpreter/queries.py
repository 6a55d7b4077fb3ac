"""query(): a statement in, a DataFrame out."""

from typing import TYPE_CHECKING, Any, Optional

from .errors import QueryError, QueryRefused
from .session import session, warn

if TYPE_CHECKING:
    import pandas

MOST_STATEMENT = 100_000

USAGE = (
    'query() takes one SELECT as text and, if you like, a label for it: query(sql, name=None). It has no parameters '
    'and no connection: put the values into the statement, for example query(f"SELECT … WHERE id = {int(number)}"), '
    'a text between single quotes with each single quote in it doubled.'
)


def query(sql: Any = None, name: Optional[str] = None, *more: Any, **unknown: Any) -> 'pandas.DataFrame':
    """Runs one SELECT (or WITH … SELECT) and returns its rows with the right types.

    int → int64 (with nulls float64, or Int64 when a value is beyond 2**53), float and numeric → float64, bool → bool (boolean with
    nulls), date and timestamp → datetime64, text → str. `name` is a label for the list of queries.

    Raises QueryError with the warehouse's message, QueryRefused when the statement was not run.
    """
    statement = _statement(sql, name, more, unknown)
    if len(statement) > MOST_STATEMENT:
        raise QueryRefused(f'The statement has {len(statement):,} characters; {MOST_STATEMENT:,} are the most.')
    if '\0' in statement:
        raise QueryRefused('The statement has a NUL character; the warehouse takes none.')
    try:
        statement.encode()
    except UnicodeEncodeError as error:
        raise QueryRefused(f'The statement has half a character (a lone surrogate) at {error.start}.') from None
    head, data = session.connected().ask(statement)
    if not head['ok']:
        raise (QueryError if head['kind'] == 'failed' else QueryRefused)(head['message'])

    from .frames import frame

    result = frame(head['columns'], data)
    session.columns.update(result.columns)
    if head['truncated']:
        result.attrs['truncated'] = True
        warn(
            f'A query gave more rows than a job may fetch; the first {len(result):,} were used: {" ".join(statement.split())[:200]}'
        )
    return result


def _statement(sql: Any, name: Any, more: Any, unknown: Any) -> str:
    """The text of the statement; TypeError, with what query() takes, for arguments that it does not have."""
    if sql is None and 'statement' in unknown:
        sql = unknown.pop('statement')
    problem = None
    if unknown:
        problem = f'{", ".join(unknown)}= is not an argument of it'
    elif more:
        problem = f'{2 + len(more)} arguments were given'
    elif sql is None:
        problem = 'no statement was given'
    elif not isinstance(sql, str):
        problem = f'the statement is {type(sql).__name__}'
    elif name is not None and not isinstance(name, str):
        problem = f'the label is {type(name).__name__}'
    if problem:
        raise TypeError(f'{USAGE} Here {problem}.')
    return str.__str__(sql)
