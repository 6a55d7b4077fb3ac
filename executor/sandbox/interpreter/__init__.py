"""The API of a program.

    from interpreter import answer, assume, chart, query, save_model, table, warn, words

Files in the working folder become artifacts; open matplotlib figures are saved as figure-N.png.
"""

from . import chart, words
from .errors import QueryError, QueryRefused
from .models import save_model
from .queries import query
from .session import answer, assume, warn
from .tables import table

__all__ = [
    'QueryError',
    'QueryRefused',
    'answer',
    'assume',
    'chart',
    'query',
    'save_model',
    'table',
    'warn',
    'words',
]
