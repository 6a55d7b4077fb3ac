"""What a program can use of the job that it runs for.

    from interpreter import query, answer, assume, warn, save_model

Files written to the working folder are the job's outputs; matplotlib figures left open are saved as figure-N.png.
"""

from .errors import QueryError, QueryRefused
from .models import save_model
from .queries import query
from .session import answer, assume, warn

__all__ = ['QueryError', 'QueryRefused', 'answer', 'assume', 'query', 'save_model', 'warn']
