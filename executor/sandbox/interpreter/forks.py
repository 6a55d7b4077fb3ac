"""Tells a fork that was refused for want of processes from all else that cannot be done at once."""

import os

_fork = os.fork


def _marked_fork() -> int:
    try:
        return _fork()
    except BlockingIOError as error:
        error.is_limit_of_processes = True  # type: ignore[attr-defined]
        raise


def install() -> None:
    """From now on `refused` knows the errors of forks."""
    os.fork = _marked_fork


def refused(failure: BaseException) -> bool:
    """There were as many processes and threads as there may be. Raised by `os.fork` or by the start of a thread."""
    if isinstance(failure, RuntimeError):
        return 'start new thread' in str(failure)
    return getattr(failure, 'is_limit_of_processes', False)
