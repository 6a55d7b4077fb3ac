"""Runs a command and sees to it that nothing it started outlives it, or the process that asked for it.

    keep.py [--remove FOLDER]... -- COMMAND [ARGUMENT]...

The asker holds the other end of this process's standard input: when it goes away, however it died, the command
has ten seconds to end. SIGTERM asks the command to end in its own time; a second one ends everything. Once the command has ended, its
descendants are ended, daemons among them (Linux: they become children of this process), the folders to remove
are removed, and the command's exit status is passed on.
"""

import ctypes
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time

GRACE_SECONDS = 10.0
LAST_SECONDS = 2.0
PR_SET_CHILD_SUBREAPER = 36


def descendants() -> list[int]:
    """Every living process below this one, by /proc."""
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
    found, queue = [], [os.getpid()]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return found


def send(number: signal.Signals) -> None:
    for pid in descendants():
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def reap(command: subprocess.Popen[bytes], options: int) -> bool:
    """Takes over the exit status of one ended child; false when there is no child left."""
    try:
        pid, status = os.waitpid(-1, options)
    except ChildProcessError:
        return False
    if pid == command.pid:
        command.returncode = os.waitstatus_to_exitcode(status)
    return True


def end_everything(command: subprocess.Popen[bytes]) -> None:
    """Ends and reaps every descendant: asks first, because others of this kind have folders to remove."""
    command.poll()
    if not sys.platform.startswith("linux"):
        try:
            os.killpg(command.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        command.wait()
        return
    send(signal.SIGTERM)
    deadline = time.monotonic() + LAST_SECONDS
    while time.monotonic() < deadline and reap(command, os.WNOHANG):
        time.sleep(0.01)
    send(signal.SIGKILL)
    while reap(command, 0):
        send(signal.SIGKILL)


def wait(command: subprocess.Popen[bytes], wakeup: int) -> None:
    """Returns when the command has ended, or when it has to."""
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin.fileno(), selectors.EVENT_READ)
    selector.register(wakeup, selectors.EVENT_READ)
    deadline, asked = None, False
    while command.poll() is None:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            return
        for key, _ in selector.select(left):
            received = os.read(key.fd, 4096)
            if key.fd != wakeup and not received:
                selector.unregister(key.fd)
                deadline = time.monotonic() + GRACE_SECONDS
                command.terminate()
            elif key.fd == wakeup and signal.SIGTERM in received:
                if asked:
                    return
                asked = True
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
    # The terminal sends these to the whole group; the asker passes on what they mean.
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    command = subprocess.Popen(
        arguments[split + 1 :],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        # What this process ignores, its child would ignore too.
        preexec_fn=lambda: [signal.signal(name, signal.SIG_DFL) for name in (signal.SIGINT, signal.SIGHUP)] and None,
    )
    try:
        wait(command, wakeup)
    finally:
        end_everything(command)
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
    status = command.returncode
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main())
