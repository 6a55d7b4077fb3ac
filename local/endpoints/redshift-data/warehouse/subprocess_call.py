"""Calls a function in a subprocess, so that a crash does not affect this process."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any


class NoResult(Exception):
    """The subprocess returned no result; the message gives the reason."""


def call_in_subprocess(work: Callable[[], Any], seconds: float, max_bytes: int) -> Any:
    """Returns the result of `work`. Raises NoResult on a crash, after `seconds`, or above `max_bytes` of memory."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=send, args=(work, sender, max_bytes), daemon=True)
    process.start()
    sender.close()
    try:
        # poll() also returns when the process has exited.
        if not receiver.poll(seconds):
            raise NoResult(f"it took longer than {seconds:g} s")
        return receiver.recv()
    except EOFError:
        process.join()
        raise NoResult(f"the process that read it exited with {exit_reason(process.exitcode or 0)}") from None
    finally:
        process.kill()
        process.join()
        receiver.close()


def send(work: Callable[[], Any], sender: Connection, max_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (max_bytes, max_bytes))
    sender.send(work())


def exit_reason(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"status {code}"
