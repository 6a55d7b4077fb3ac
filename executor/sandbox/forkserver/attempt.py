"""Forks a child, confines it and runs the program in it."""

import os
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass
from typing import Any, Dict, List, NoReturn, Optional, Sequence, Tuple

from confinement.layers import Layers, confine
from confinement.library_folders import Folder, descriptors
from runtime import program
from runtime.patches import matplotlib_cache

from .signals import SignalBroker, receive_listener, send_listener

#: Exit code of a child that could not be confined. Its program has not started, so no program can fake it.
NOT_CONFINED = 97


@dataclass(frozen=True)
class Channels:
    """Descriptors of one attempt. The supervisor opened them before this process started."""

    stdout: int
    stderr: int
    query: int

    def close(self) -> None:
        for descriptor in (self.stdout, self.stderr, self.query):
            os.close(descriptor)


@dataclass(frozen=True)
class Child:
    pid: int
    #: Descriptor that carries the reason when the child could not be confined.
    confinement_error: int
    #: None where the filter does not intercept signals.
    signals: Optional[SignalBroker]


@dataclass(frozen=True)
class Attempt:
    layers: Layers
    libraries: Sequence[Folder]
    limits: Dict[str, Any]
    source: str
    #: Absolute path of the working folder, which the job user owns, and its descriptor.
    folder: str
    folder_descriptor: int
    #: Descriptors of further folders that the program may read.
    readable: Sequence[int]
    #: Tasks of the same user that do not belong to the program.
    other_tasks: int

    def start(self, channels: Channels) -> Child:
        threads = thread_count()
        if threads != 1:
            raise RuntimeError(f'The forkserver has {threads} threads; it must have one when it forks.')
        reading, writing = os.pipe()
        own_end, child_end = socket.socketpair()
        forkserver = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._run_child(channels, writing, child_end, forkserver)
        os.close(writing)
        child_end.close()
        try:
            os.setpgid(pid, pid)
        except (PermissionError, ProcessLookupError):
            pass  # the child has done it already
        with own_end:
            listener = receive_listener(own_end) if self.layers.intercepts_signals else None
        return Child(pid, reading, None if listener is None else SignalBroker(listener, pid))

    def _run_child(
        self, channels: Channels, writing: int, listener_channel: socket.socket, forkserver: int
    ) -> NoReturn:
        try:
            os.setpgid(0, 0)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            for target, descriptor in enumerate((channels.stdout, channels.stderr, channels.query), start=1):
                os.dup2(descriptor, target)
            folder = self.folder_descriptor
            libraries = [*descriptors(self.libraries), *self.readable]
            _close_all_except([folder, writing, listener_channel.fileno(), *libraries])
            with listener_channel:
                listener = confine(self.layers, self.limits, folder, libraries, forkserver, self.other_tasks)
                send_listener(listener, listener_channel)
            for descriptor in (folder, *self.readable):
                os.close(descriptor)
            if not any(library.by_descriptor for library in self.libraries):
                _close_all_except([writing])
        except BaseException as error:  # the program must not start, whatever the error
            os.write(writing, repr(error).encode()[:2000])
            os._exit(NOT_CONFINED)
        os.close(writing)
        self._set_environment()
        program.run(self.source, 3, self.libraries, self.limits)
        os._exit(NOT_CONFINED)

    def _set_environment(self) -> None:
        scratch = os.path.join(self.folder, '.tmp')
        os.mkdir(scratch)
        # the job user has no entry in /etc/passwd
        os.environ.update(HOME=self.folder, TMPDIR=scratch, USER='program', LOGNAME='program')
        tempfile.tempdir = scratch
        matplotlib_cache.set_folder(os.path.join(scratch, 'matplotlib'))
        # Python puts the folder of its script first
        sys.path.insert(0, self.folder)
        sys.argv[:] = ['program.py']


def _close_all_except(descriptors: List[int]) -> None:
    low = 4
    for descriptor in sorted(number for number in descriptors if number >= low):
        os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, 1 << 16)


def thread_count() -> int:
    """Threads of this process; 1 where the system does not report them."""
    try:
        return len(os.listdir('/proc/self/task'))
    except FileNotFoundError:
        return 1


def exit_code_or_signal(status: int) -> Tuple[Optional[int], Optional[int]]:
    """Splits a wait status; one of the two is None."""
    if os.WIFSIGNALED(status):
        return None, os.WTERMSIG(status)
    return os.waitstatus_to_exitcode(status), None
