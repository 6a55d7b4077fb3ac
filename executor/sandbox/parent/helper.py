"""Work that is done as the job's user: a short-lived fork that answers with JSON.

What root would have to be careful about (another user's files and processes) the kernel refuses to such a helper.
"""

import json
import os
import select
import signal
import time
from typing import Any, Callable, Iterable, List, NoReturn, Optional, Tuple

from confinement.layers import become


class HelperFailed(Exception):
    """The helper gave no answer."""


def as_job(uid: Optional[int], work: Callable[[], Any], seconds: float = 5.0, keep: Iterable[int] = ()) -> Any:
    """Runs `work` in a fork as the job's user and returns what it returned. Raises HelperFailed.

    keep: descriptors that the helper needs; all others are closed in it.
    """
    return answer(*start(uid, work, keep), seconds)


def start(uid: Optional[int], work: Callable[[], Any], keep: Iterable[int] = ()) -> Tuple[int, int]:
    """Forks the helper; the process id and the descriptor of its answer."""
    reading, writing = os.pipe()
    try:
        pid = os.fork()
    except OSError as error:  # a bomb may have left no room for another process
        os.close(reading)
        os.close(writing)
        raise HelperFailed(f'could not be started: {error.strerror}') from None
    if pid == 0:
        _work(uid, work, writing, sorted({*keep, writing}))
    os.close(writing)
    return pid, reading


def _work(uid: Optional[int], work: Callable[[], Any], writing: int, keep: List[int]) -> NoReturn:
    status = 1
    try:
        low = 3
        for descriptor in keep:
            os.closerange(low, descriptor)
            low = descriptor + 1
        os.closerange(low, 1 << 16)
        become(uid)
        data = memoryview(json.dumps(work()).encode())
        while data:
            data = data[os.write(writing, data) :]
        status = 0
    except BaseException as error:  # the fork must end here, whatever happened
        os.write(2, f'helper: {error!r}\n'.encode())
    finally:
        os._exit(status)


def answer(pid: int, reading: int, seconds: float) -> Any:
    """Waits for a helper's answer and for its end."""
    data, end = b'', time.monotonic() + seconds
    try:
        while True:
            ready, _, _ = select.select([reading], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise HelperFailed(f'no answer within {seconds:g} s')
            part = os.read(reading, 1 << 16)
            if not part:
                break
            data += part
    finally:
        os.close(reading)
        finish(pid)
    if not data:
        raise HelperFailed('ended without an answer')
    return json.loads(data)


def finish(pid: int) -> None:
    """By force, and takes its end."""
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ChildProcessError, ProcessLookupError, PermissionError):
        pass
