"""The API of a program.

    from interpreter import query, answer, assume, warn, save_model

Files in the working folder become artifacts; open matplotlib figures are saved as figure-N.png.
"""

from .errors import QueryError, QueryRefused
from .models import save_model
from .queries import query
from .session import answer, assume, warn

__all__ = ['QueryError', 'QueryRefused', 'answer', 'assume', 'query', 'save_model', 'warn']
