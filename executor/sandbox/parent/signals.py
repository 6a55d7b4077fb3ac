"""Signals of a program where nothing but its filter keeps them from processes of others.

Without a user of its own and before Landlock 6, the kernel lets a program signal every process of its user. The filter
therefore stops each call that sends a signal and asks here. A filter sees numbers only, and a process id may belong to
somebody else by the time that the call goes on: it goes on only when it leads to the caller itself or to its group.
Other processes of the program are signalled from here, by descriptors that stand for one process for ever.
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

RECEIVE, SEND = 0xC0502100, 0xC0182101
#: `struct seccomp_notif` and `struct seccomp_notif_resp`.
REQUEST, RESPONSE = struct.Struct('=QII iIQ 6Q'), struct.Struct('=QqiI')
GOES_ON = 1
#: For a program's start to send the listener.
SECONDS = 5.0


def hand_over(listener: Optional[int], channel: socket.socket) -> None:
    """In the program's process before its start: the parent has the listener then, and the program has not."""
    if listener is not None:
        socket.send_fds(channel, [b'.'], [listener])
        os.close(listener)


def take_over(channel: socket.socket) -> Optional[int]:
    """The listener; None when the program's process ended before it could send one."""
    channel.settimeout(SECONDS)
    try:
        _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
    except OSError:
        return None
    return descriptors[0] if descriptors else None


class Signals:
    """Answers what the filter of one program asks. leader: of the program's process group, which it cannot leave."""

    def __init__(self, listener: int, leader: int) -> None:
        self.listener = listener
        self._leader = leader
        self._poll = select.poll()
        self._poll.register(listener, select.POLLIN)
        self._judges: Dict[int, Callable[[int, int, int], Optional[int]]] = {
            getattr(syscalls.SIGNALS[name], kernel.MACHINE or ''): judge
            for name, judge in (
                ('kill', self._kill),
                ('tgkill', self._own),
                ('rt_sigqueueinfo', self._own),
                ('rt_tgsigqueueinfo', self._own),
            )
        }

    def fileno(self) -> int:
        return self.listener

    def close(self) -> None:
        """What is asked from now on fails."""
        os.close(self.listener)

    def answer(self) -> None:
        """Answers one call, if there is one: that the program has ended makes the listener readable too."""
        if not any(event & select.POLLIN for _, event in self._poll.poll(0)):
            return
        request = array.array('b', bytes(REQUEST.size))
        try:
            fcntl.ioctl(self.listener, RECEIVE, request, True)
        except OSError:
            return  # who asked has ended
        identity, caller, _, number, _, _, *arguments = REQUEST.unpack(request.tobytes())
        # process ids and signals are `int`
        target, name = (ctypes.c_int(one & 0xFFFFFFFF).value for one in arguments[:2])
        judge = self._judges.get(number)
        error = judge(caller, target, name) if judge else errno.EPERM
        flags = GOES_ON if error is None else 0
        try:
            fcntl.ioctl(self.listener, SEND, RESPONSE.pack(identity, 0, -(error or 0), flags))
        except OSError:
            pass  # who asked has ended

    def _own(self, caller: int, target: int, _: int) -> Optional[int]:
        """None when the call may go on: the caller waits in it, so that its process id is no other's meanwhile."""
        return None if target == _field(f'/proc/{caller}/status', b'Tgid:') else errno.EPERM

    def _kill(self, caller: int, target: int, name: int) -> Optional[int]:
        if target in (0, -self._leader) or self._own(caller, target, name) is None:
            return None
        if target < 0:
            return errno.EPERM
        try:
            descriptor = os.pidfd_open(target)
        except OSError:
            return errno.ESRCH
        try:
            # looked at when the descriptor is there: were it another process by then, the signal would reach nobody
            if _group(target) != self._leader:
                return errno.EPERM
            signal.pidfd_send_signal(descriptor, name)
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
