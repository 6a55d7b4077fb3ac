"""Runs a piece of work in a process of its own: however it ends, this one goes on."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any


class NoResult(Exception):
    """The process gave no result; the message says what became of it."""


def in_own_process(work: Callable[[], Any], seconds: float, max_bytes: int) -> Any:
    """What `work` returns. Its process ends after `seconds`, and gets no more memory than `max_bytes`. Raises NoResult."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=send, args=(work, sender, max_bytes), daemon=True)
    process.start()
    sender.close()
    try:
        # It is also over when the process has ended without a word.
        if not receiver.poll(seconds):
            raise NoResult(f"it took longer than {seconds:g} s")
        return receiver.recv()
    except EOFError:
        process.join()
        raise NoResult(f"the process that read it ended with {ending(process.exitcode or 0)}") from None
    finally:
        process.kill()
        process.join()
        receiver.close()


def send(work: Callable[[], Any], sender: Connection, max_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (max_bytes, max_bytes))
    sender.send(work())


def ending(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"status {code}"
