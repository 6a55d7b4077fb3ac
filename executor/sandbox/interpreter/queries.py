"""query(): a statement in, a DataFrame out."""

from typing import TYPE_CHECKING, Optional

from .errors import QueryError, QueryRefused
from .session import session, warn

if TYPE_CHECKING:
    import pandas

MOST_STATEMENT = 100_000


def query(sql: str, name: Optional[str] = None) -> 'pandas.DataFrame':
    """Runs one SELECT (or WITH … SELECT) and returns its rows with the right types.

    int → int64 (Int64 when there are nulls), float and numeric → float64, bool → bool (boolean with nulls),
    date and timestamp → datetime64, text → str. `name` is a label for the list of queries.

    Raises QueryError with the warehouse's message, QueryRefused when the statement was not run.
    """
    if not isinstance(sql, str):
        raise TypeError(f'query() takes the statement as text, not {type(sql).__name__}.')
    if len(sql) > MOST_STATEMENT:
        raise QueryRefused(f'The statement has {len(sql):,} characters; {MOST_STATEMENT:,} are the most.')
    head, data = session.connected().ask(query={'sql': sql, 'name': name})
    if not head['ok']:
        raise (QueryError if head['kind'] == 'failed' else QueryRefused)(head['message'])

    from .frames import frame

    result = frame(head['columns'], data)
    if head['truncated']:
        result.attrs['truncated'] = True
        warn(
            f'A query gave more rows than a job may fetch; the first {len(result):,} were used: {" ".join(sql.split())[:200]}'
        )
    return result
