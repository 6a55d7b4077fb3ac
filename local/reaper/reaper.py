"""Runs a command and makes sure that none of its descendants outlives it, or the process that started this one.

    reaper.py [--remove FOLDER]... -- COMMAND [ARGUMENT]...

The parent holds the other end of standard input. When it closes, because the parent exited or was killed, the command
gets SIGTERM and ten seconds to exit. SIGTERM is forwarded to the command; a second one ends everything at once. After
the command has exited, its descendants are killed, daemons included (on Linux this process is their subreaper), the
folders given are removed, and this process exits with the command's status.
"""

import ctypes
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time

TERM_SECONDS = 10.0
KILL_SECONDS = 2.0
PR_SET_CHILD_SUBREAPER = 36


def descendants() -> list[int]:
    """Process ids of all living descendants, from /proc."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", "rb") as file:
                state, parent = file.read().rpartition(b")")[2].split()[:2]
        except OSError:
            continue
        if state != b"Z":
            children.setdefault(int(parent), []).append(int(entry))
    result, queue = [], [os.getpid()]
    while queue:
        pids = children.get(queue.pop(), [])
        result += pids
        queue += pids
    return result


def signal_descendants(number: signal.Signals) -> None:
    for pid in descendants():
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def reap(command: subprocess.Popen[bytes], options: int) -> bool:
    """Reaps one exited child; false when there are no children."""
    try:
        pid, status = os.waitpid(-1, options)
    except ChildProcessError:
        return False
    if pid == command.pid:
        command.returncode = os.waitstatus_to_exitcode(status)
    return True


def end_descendants(command: subprocess.Popen[bytes]) -> None:
    """Ends and reaps all descendants. SIGTERM comes first: a nested reaper has folders to remove."""
    command.poll()
    if not sys.platform.startswith("linux"):
        try:
            os.killpg(command.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        command.wait()
        return
    signal_descendants(signal.SIGTERM)
    deadline = time.monotonic() + KILL_SECONDS
    while time.monotonic() < deadline and reap(command, os.WNOHANG):
        time.sleep(0.01)
    signal_descendants(signal.SIGKILL)
    while reap(command, 0):
        signal_descendants(signal.SIGKILL)


def wait(command: subprocess.Popen[bytes], wakeup: int) -> None:
    """Returns when the command has exited, or when its time is up."""
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin.fileno(), selectors.EVENT_READ)
    selector.register(wakeup, selectors.EVENT_READ)
    deadline, terminated = None, False
    while command.poll() is None:
        remaining = None if deadline is None else deadline - time.monotonic()
        if remaining is not None and remaining <= 0:
            return
        for key, _ in selector.select(remaining):
            received = os.read(key.fd, 4096)
            if key.fd != wakeup and not received:
                selector.unregister(key.fd)
                deadline = time.monotonic() + TERM_SECONDS
                command.terminate()
            elif key.fd == wakeup and signal.SIGTERM in received:
                if terminated:
                    return
                terminated = True
                command.terminate()


def main() -> int:
    arguments = sys.argv[1:]
    split = arguments.index("--")
    folders = [a for a in arguments[:split] if a != "--remove"]
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    wakeup, notify = os.pipe()
    os.set_blocking(notify, False)
    signal.set_wakeup_fd(notify)
    for name in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(name, lambda *_: None)
    # The terminal sends these to the whole process group; the parent handles them.
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    command = subprocess.Popen(
        arguments[split + 1 :],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        # Ignored signals are inherited.
        preexec_fn=lambda: [signal.signal(name, signal.SIG_DFL) for name in (signal.SIGINT, signal.SIGHUP)] and None,
    )
    try:
        wait(command, wakeup)
    finally:
        end_descendants(command)
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
    status = command.returncode
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main())
