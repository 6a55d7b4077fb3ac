import type { Attack } from './attack';

/** Attempts to affect other processes and users, and to leave the process group. */
export const processes: readonly Attack[] = [
  {
    name: 'signals another process',
    program: `attempt(lambda: os.kill(VICTIM, 0) or 'signalled')`,
    blockedBy: ['uid', 'landlock'],
  },
  {
    name: 'signals the forkserver',
    program: `attempt(lambda: os.kill(os.getppid(), 0) or 'signalled')`,
    blockedBy: ['uid', 'landlock'],
  },
  {
    name: 'lowers the limits of another process',
    program: `
import resource
attempt(lambda: resource.prlimit(VICTIM, resource.RLIMIT_NOFILE))`,
    blockedBy: ['uid', 'seccomp'],
  },
  {
    name: 'changes the affinity of another process',
    program: `attempt(lambda: os.sched_setaffinity(VICTIM, {0}) or 'bound')`,
    blockedBy: ['uid', 'seccomp'],
  },
  {
    name: 'leaves its session',
    program: `
def go():
    if os.fork() == 0:
        attempt(lambda: os.setsid() or 'a new session'); os._exit(0)
    os.wait()
attempt(go)`,
    blockedBy: ['seccomp'],
  },
  {
    name: 'leaves its process group',
    program: `
def go():
    if os.fork() == 0:
        attempt(lambda: os.setpgid(0, 0) or 'a new group'); os._exit(0)
    os.wait()
attempt(go)`,
    blockedBy: ['seccomp'],
  },
  {
    name: 'starts another program',
    program: `
import os
def go():
    pid = os.fork()
    if pid == 0:
        try:
            os.execv('/bin/true', ['true'])
        finally:
            os._exit(1)
    return 'ran' if os.waitpid(pid, 0)[1] == 0 else None
attempt(go)`,
    blockedBy: ['seccomp', 'landlock'],
  },
  {
    name: 'starts a program from memory',
    program: `
def go():
    fd = syscall(279 if ARM else 319, ctypes.c_char_p(b'x'), 0)
    return 'memfd' if fd >= 0 else None
attempt(go)`,
    blockedBy: ['seccomp'],
  },
  {
    name: 'is root, or becomes root again',
    program: `
def go():
    os.setuid(0)
    return f'{os.getresuid()}'
attempt(go)`,
    blockedBy: ['uid', 'seccomp'],
  },
  {
    name: 'joins a group',
    program: `attempt(lambda: os.setgroups([0]) or 'group')`,
    blockedBy: ['uid', 'seccomp'],
  },
  {
    name: 'creates a user namespace',
    program: `
def go():
    if os.fork() == 0:
        if syscall(97 if ARM else 272, 0x10000000) == 0: reached('namespace')
        os._exit(0)
    os.wait()
attempt(go)`,
    blockedBy: ['seccomp'],
  },
  {
    name: 'clones into a new namespace',
    program: `
pid = syscall(220 if ARM else 56, 0x10000000 | 17, 0, 0, 0, 0)
if pid == 0: os._exit(0)
if pid > 0: os.waitpid(pid, 0); reached('namespace')`,
    blockedBy: ['seccomp'],
  },
  {
    name: 'hides its memory from measurement',
    program: `
if libc.prctl(4, 0, 0, 0, 0) == 0: reached('not dumpable')`,
    blockedBy: ['seccomp'],
  },
  {
    name: 'clears its parent death signal',
    program: `
if libc.prctl(1, 0, 0, 0, 0) == 0: reached('no death signal')`,
    blockedBy: ['seccomp'],
  },
];
