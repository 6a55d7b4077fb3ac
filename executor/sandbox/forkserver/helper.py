"""Runs a function as the job user, in a short-lived fork that returns JSON.

Files and processes of the job user are hostile to root. The kernel's own checks protect a helper without privileges.
"""

import json
import os
import select
import signal
import time
from typing import Any, Callable, Iterable, List, NoReturn, Optional, Tuple

from confinement.layers import drop_privileges


class HelperFailed(Exception):
    """The helper returned no result."""


def run_as_job_user(
    uid: Optional[int], work: Callable[[], Any], timeout_s: float = 5.0, keep: Iterable[int] = ()
) -> Any:
    """Runs `work` in a helper and returns its result. Raises HelperFailed.

    keep: descriptors that the helper needs; all others are closed in it.
    """
    return result(*start(uid, work, keep), timeout_s)


def start(uid: Optional[int], work: Callable[[], Any], keep: Iterable[int] = ()) -> Tuple[int, int]:
    """Forks a helper. Returns its process id and the descriptor of its result."""
    reading, writing = os.pipe()
    try:
        pid = os.fork()
    except OSError as error:  # a fork bomb may have used up all processes
        os.close(reading)
        os.close(writing)
        raise HelperFailed(f'could not be started: {error.strerror}') from None
    if pid == 0:
        _run_child(uid, work, writing, sorted({*keep, writing}))
    os.close(writing)
    return pid, reading


def _run_child(uid: Optional[int], work: Callable[[], Any], writing: int, keep: List[int]) -> NoReturn:
    status = 1
    try:
        low = 3
        for descriptor in keep:
            os.closerange(low, descriptor)
            low = descriptor + 1
        os.closerange(low, 1 << 16)
        drop_privileges(uid)
        data = memoryview(json.dumps(work()).encode())
        while data:
            data = data[os.write(writing, data) :]
        status = 0
    except BaseException as error:  # the fork must end here, whatever the error
        os.write(2, f'helper: {error!r}\n'.encode())
    finally:
        os._exit(status)


def result(pid: int, reading: int, timeout_s: float) -> Any:
    """Waits for a helper's result, then kills and reaps it. Raises HelperFailed."""
    data, deadline = b'', time.monotonic() + timeout_s
    try:
        while True:
            ready, _, _ = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise HelperFailed(f'no result within {timeout_s:g} s')
            part = os.read(reading, 1 << 16)
            if not part:
                break
            data += part
    finally:
        os.close(reading)
        kill(pid)
    if not data:
        raise HelperFailed('ended without a result')
    return json.loads(data)


def kill(pid: int) -> None:
    """Kills and reaps a helper, which may have already ended."""
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ChildProcessError, ProcessLookupError, PermissionError):
        pass
