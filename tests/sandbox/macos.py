"""Runs a Python script as on macOS: macos.py [FLAG…] SCRIPT ARGUMENT…

Without /proc, prctl, syscall() and the names that the standard library has on Linux only. Their callers fail as on
macOS.
"""

import builtins
import ctypes
import errno
import io
import os
import runpy
import select
import signal
import sys

LINUX_ONLY = {
    os: (
        'O_PATH O_TMPFILE O_DIRECT O_NOATIME O_LARGEFILE getresuid getresgid setresuid setresgid sched_getaffinity '
        'sched_setaffinity sched_getscheduler sched_setscheduler pidfd_open memfd_create eventfd splice copy_file_range '
        'posix_fadvise posix_fallocate getxattr setxattr listxattr removexattr getrandom unshare setns'
    ),
    signal: 'pidfd_send_signal sigtimedwait sigwaitinfo SIGRTMIN SIGRTMAX SIGPWR SIGSTKFLT SIGPOLL',
    select: 'epoll',
}
#: Functions of `os` that take a path.
BY_PATH = 'stat lstat open listdir scandir access readlink chdir statvfs chmod unlink mkdir rmdir'


def is_hidden(path: object) -> bool:
    try:
        name = os.fsdecode(path)  # type: ignore[arg-type]
    except TypeError:
        return False
    return name == '/proc' or name.startswith('/proc/')


def hide_proc(call: object) -> object:
    def wrapper(path='.', *arguments, **named):  # type: ignore[no-untyped-def]
        if not isinstance(path, int) and is_hidden(path):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return call(path, *arguments, **named)  # type: ignore[operator]

    return wrapper


def absent(library: object, name: str) -> object:
    if name in ('prctl', 'syscall', 'sched_getaffinity', 'unshare'):
        raise AttributeError(f'dlsym(RTLD_DEFAULT, {name}): symbol not found')
    return getattr_of_library(library, name)


for module, names in LINUX_ONLY.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
for name in BY_PATH.split():
    setattr(os, name, hide_proc(getattr(os, name)))
builtins.open = io.open = hide_proc(io.open)  # type: ignore[assignment]
getattr_of_library = ctypes.CDLL.__getattr__
ctypes.CDLL.__getattr__ = absent  # type: ignore[method-assign,assignment]
system = os.uname()
os.uname = lambda: os.uname_result(('Darwin', system.nodename, '25.0.0', 'Darwin Kernel', 'arm64'))
sys.platform = 'darwin'

arguments = [one for one in sys.argv[1:]]
while arguments and arguments[0].startswith('-'):
    arguments.pop(0)
sys.argv[:] = arguments
if not sys.flags.safe_path:
    sys.path[0] = os.path.dirname(os.path.abspath(arguments[0]))
runpy.run_path(arguments[0], run_name='__main__')
