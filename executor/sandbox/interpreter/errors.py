"""Errors of query()."""


class QueryError(Exception):
    """The warehouse could not run the statement. Has the warehouse's message."""


class QueryRefused(QueryError):
    """The statement was not run: it is not a single SELECT, or the job has used up its queries."""
