"""Decides which signals a program may send, where only the seccomp filter separates it from other processes.

Without a separate user and before Landlock 6, the kernel lets a program signal every process of its user. The filter
therefore suspends each call that sends a signal and notifies the forkserver. Only calls that target the caller itself
or its process group continue, because any other process id may have been reused by then. Signals to other processes
of the program are sent from here by pidfd, which refers to one process forever.
"""

import array
import ctypes
import errno
import fcntl
import os
import select
import signal
import socket
import struct
from typing import Callable, Dict, Optional

from confinement import kernel, syscalls

#: SECCOMP_IOCTL_NOTIF_RECV and SECCOMP_IOCTL_NOTIF_SEND.
RECEIVE, SEND = 0xC0502100, 0xC0182101
#: `struct seccomp_notif` and `struct seccomp_notif_resp`.
REQUEST, RESPONSE = struct.Struct('=QII iIQ 6Q'), struct.Struct('=QqiI')
#: SECCOMP_USER_NOTIF_FLAG_CONTINUE.
CONTINUE = 1
#: How long the child may take to send the listener.
TIMEOUT_S = 5.0


def send_listener(listener: Optional[int], channel: socket.socket) -> None:
    """Moves the listener from the child to the forkserver, before the program starts."""
    if listener is not None:
        socket.send_fds(channel, [b'.'], [listener])
        os.close(listener)


def receive_listener(channel: socket.socket) -> Optional[int]:
    """The listener; None if the child ended without sending one."""
    channel.settimeout(TIMEOUT_S)
    try:
        _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
    except OSError:
        return None
    return descriptors[0] if descriptors else None


class SignalBroker:
    """Answers the notifications of one program's filter. leader: of its process group, which it cannot leave."""

    def __init__(self, listener: int, leader: int) -> None:
        self.listener = listener
        self._leader = leader
        self._poll = select.poll()
        self._poll.register(listener, select.POLLIN)
        self._handlers: Dict[int, Callable[[int, int, int], Optional[int]]] = {
            getattr(syscalls.SIGNALS[name], kernel.MACHINE or ''): handler
            for name, handler in (
                ('kill', self._kill),
                ('tgkill', self._signal_self),
                ('rt_sigqueueinfo', self._signal_self),
                ('rt_tgsigqueueinfo', self._signal_self),
            )
        }

    def fileno(self) -> int:
        return self.listener

    def close(self) -> None:
        """Later calls fail with ENOSYS."""
        os.close(self.listener)

    def answer(self) -> None:
        """Answers one notification, if there is one: the listener is readable too when the program has ended."""
        if not any(event & select.POLLIN for _, event in self._poll.poll(0)):
            return
        request = array.array('b', bytes(REQUEST.size))
        try:
            fcntl.ioctl(self.listener, RECEIVE, request, True)
        except OSError:
            return  # the caller has ended
        identity, caller, _, number, _, _, *arguments = REQUEST.unpack(request.tobytes())
        # process ids and signals are `int`
        target, signum = (ctypes.c_int(argument & 0xFFFFFFFF).value for argument in arguments[:2])
        handler = self._handlers.get(number)
        error = handler(caller, target, signum) if handler else errno.EPERM
        flags = CONTINUE if error is None else 0
        try:
            fcntl.ioctl(self.listener, SEND, RESPONSE.pack(identity, 0, -(error or 0), flags))
        except OSError:
            pass  # the caller has ended

    def _signal_self(self, caller: int, target: int, _: int) -> Optional[int]:
        """None, which continues the call: the caller is suspended in it, so its process id cannot be reused."""
        return None if target == _field(f'/proc/{caller}/status', b'Tgid:') else errno.EPERM

    def _kill(self, caller: int, target: int, signum: int) -> Optional[int]:
        if target in (0, -self._leader) or self._signal_self(caller, target, signum) is None:
            return None
        if target < 0:
            return errno.EPERM
        try:
            descriptor = os.pidfd_open(target)
        except OSError:
            return errno.ESRCH
        try:
            # checked with the pidfd open: if the process id is reused, the signal reaches no process
            if _group(target) != self._leader:
                return errno.EPERM
            signal.pidfd_send_signal(descriptor, signum)
        except OSError as error:
            return error.errno
        finally:
            os.close(descriptor)
        return 0


def _field(path: str, name: bytes) -> Optional[int]:
    try:
        with open(path, 'rb') as lines:
            return next((int(line.split()[1]) for line in lines if line.startswith(name)), None)
    except OSError:
        return None


def _group(pid: int) -> Optional[int]:
    try:
        with open(f'/proc/{pid}/stat', 'rb') as stat:
            return int(stat.read().rsplit(b')', 1)[1].split()[2])
    except (OSError, IndexError):
        return None
