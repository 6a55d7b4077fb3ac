"""One attempt: a fork of this process that goes behind the layers and runs the program."""

import os
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass
from typing import Any, Dict, List, NoReturn, Optional, Sequence, Tuple

from confinement.folders import Folder, descriptors
from confinement.layers import Layers, confine
from interpreter import caches, program

from .signals import Signals, hand_over, take_over

#: Ends the fork when the layers could not be put in place. Programs cannot choose it: they have not started.
NOT_CONFINED = 97


@dataclass(frozen=True)
class Channels:
    """Descriptors of one attempt, opened by the supervisor before this process started."""

    stdout: int
    stderr: int
    query: int

    def close(self) -> None:
        for descriptor in (self.stdout, self.stderr, self.query):
            os.close(descriptor)


@dataclass(frozen=True)
class Attempt:
    layers: Layers
    libraries: Sequence[Folder]
    limits: Dict[str, Any]
    source: str
    #: Absolute path of the working folder, which belongs to the job's user, and a descriptor of it.
    folder: str
    folder_descriptor: int
    already: int

    def start(self, channels: Channels) -> Tuple[int, int, Optional[Signals]]:
        """Forks; the process id, a descriptor on which the reason comes when it could not be confined, and what
        answers its filter."""
        threads = thread_count()
        if threads != 1:
            raise RuntimeError(f'The parent has {threads} threads; it must have one when it forks.')
        reading, writing = os.pipe()
        here, there = socket.socketpair()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._child(channels, writing, there, parent)
        os.close(writing)
        there.close()
        try:
            os.setpgid(pid, pid)
        except (PermissionError, ProcessLookupError):
            pass  # the child was faster
        with here:
            listener = take_over(here) if self.layers.asks else None
        return pid, reading, None if listener is None else Signals(listener, pid)

    def _child(self, channels: Channels, writing: int, parent_channel: socket.socket, parent: int) -> NoReturn:
        try:
            os.setpgid(0, 0)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            for target, descriptor in enumerate((channels.stdout, channels.stderr, channels.query), start=1):
                os.dup2(descriptor, target)
            folder = self.folder_descriptor
            held = descriptors(self.libraries)
            _close_all_but([folder, writing, parent_channel.fileno(), *held])
            with parent_channel:
                hand_over(confine(self.layers, self.limits, folder, held, (parent, self.already)), parent_channel)
            os.close(folder)
            if not any(library.by_descriptor for library in self.libraries):
                _close_all_but([writing])
        except BaseException as error:  # whatever it is, the program must not start
            os.write(writing, repr(error).encode()[:2000])
            os._exit(NOT_CONFINED)
        os.close(writing)
        self._environment()
        program.run(self.source, 3, self.libraries, self.limits)
        os._exit(NOT_CONFINED)

    def _environment(self) -> None:
        scratch = os.path.join(self.folder, '.tmp')
        os.mkdir(scratch)
        # the job's user has no name in the system's list of users
        os.environ.update(HOME=self.folder, TMPDIR=scratch, USER='program', LOGNAME='program')
        tempfile.tempdir = scratch
        caches.use(os.path.join(scratch, 'matplotlib'))
        # as plain Python has the folder of the file that it runs
        sys.path.insert(0, self.folder)
        sys.argv[:] = ['program.py']


def _close_all_but(keep: List[int]) -> None:
    low = 4
    for descriptor in sorted(one for one in keep if one >= low):
        os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, 1 << 16)


def thread_count() -> int:
    """Threads of this process; 1 where the system does not tell."""
    try:
        return len(os.listdir('/proc/self/task'))
    except FileNotFoundError:
        return 1


def explain(status: int) -> Tuple[Optional[int], Optional[int]]:
    """A wait status as exit code or signal."""
    if os.WIFSIGNALED(status):
        return None, os.WTERMSIG(status)
    return os.waitstatus_to_exitcode(status), None
