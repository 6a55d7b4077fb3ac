"""What can go wrong with a query."""


class QueryError(Exception):
    """The warehouse could not run the statement; the message is the warehouse's."""


class QueryRefused(QueryError):
    """The statement was not run: it is not a single SELECT, or the job has used up what it may ask."""
