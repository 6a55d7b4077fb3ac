"""Marks fork failures caused by the process limit."""

import os

_fork = os.fork


def _marking_fork() -> int:
    try:
        return _fork()
    except BlockingIOError as error:
        error.is_process_limit = True  # type: ignore[attr-defined]
        raise


def install() -> None:
    os.fork = _marking_fork


def is_process_limit(error: BaseException) -> bool:
    """Whether `os.fork`, or the start of a thread, failed because of the process limit."""
    if isinstance(error, RuntimeError):
        return 'start new thread' in str(error)
    return getattr(error, 'is_process_limit', False)
