import type { Attack } from './attack';

const write = (folders: string) => `
for folder in ${folders}:
    path = os.path.join(folder, f'hostile-{os.getpid()}')
    try:
        open(path, 'w').close()
    except OSError: continue
    os.unlink(path)
    reached(folder)`;

const seccomp = { blockedBy: ['seccomp'] } as const;

/** Attempts to write outside the working folder, or to leave something behind. */
export const files: readonly Attack[] = [
  {
    name: 'writes to system folders',
    program: write("('/', '/etc', '/usr/lib', '/var', '/root', WORK_DIR, SANDBOX_DIR, os.path.dirname(SECRET_FILE))"),
    blockedBy: ['uid', 'landlock'],
  },
  {
    name: 'writes to world-writable folders',
    program: write("('/tmp', '/var/tmp', '/dev/shm')"),
    blockedBy: ['landlock'],
  },
  {
    name: 'patches the packages of the next program',
    program: `
import pandas
for path in (pandas.__file__, os.__file__, os.path.join(SANDBOX_DIR, 'main.py'), sys.executable):
    attempt(lambda: open(path, 'r+b') and path)`,
    blockedBy: ['uid', 'landlock'],
  },
  {
    name: 'creates a device',
    program: `
import stat
attempt(lambda: os.mknod('null', stat.S_IFCHR | 0o600, os.makedev(1, 3)) or 'device')`,
    blockedBy: ['uid', 'seccomp', 'landlock'],
  },
  {
    name: 'creates a named pipe, on which the collector would block',
    program: `attempt(lambda: os.mkfifo('waits.csv') or 'fifo')`,
    blockedBy: ['seccomp', 'landlock'],
  },
  {
    name: 'links another user’s file into its working folder',
    program: `attempt(lambda: os.link(SECRET_FILE, 'mine.txt') or 'linked')`,
    blockedBy: ['uid', 'landlock'],
  },
  {
    name: 'changes mode and times of another user’s file',
    program: `
def go():
    before = os.stat(PUBLIC_FILE)
    link = f'/proc/self/fd/{os.open(PUBLIC_FILE, os.O_PATH)}'
    for change in (os.chmod, PUBLIC_FILE, 0o646), (os.chmod, link, 0o646), (os.utime, PUBLIC_FILE, (1, 1)):
        try: change[0](*change[1:])
        except OSError: pass
    after = os.stat(PUBLIC_FILE)
    if (before.st_mode, before.st_mtime) == (after.st_mode, after.st_mtime): return None
    os.chmod(PUBLIC_FILE, before.st_mode)
    return f'{after}'
attempt(go)`,
    blockedBy: ['uid', 'seccomp'],
  },
  {
    name: 'changes the owner of another user’s file',
    program: `
def go():
    owner = os.stat(PUBLIC_FILE).st_uid
    os.chown(PUBLIC_FILE, owner, os.getgid() or 1)
    os.chown(PUBLIC_FILE, owner, os.stat('.').st_gid)
    return 'given'
attempt(go)`,
    blockedBy: ['uid', 'seccomp'],
  },
  {
    name: 'watches another user’s files with inotify',
    program: `
watch = syscall(27 if ARM else 254, syscall(26 if ARM else 294, 0), ctypes.c_char_p(PUBLIC_FILE.encode()), 2)
if watch > 0: reached('sees what is done to it')`,
    ...seccomp,
  },
  {
    name: 'watches another user’s folders with F_NOTIFY',
    program: `
import fcntl
attempt(lambda: fcntl.fcntl(os.open('/usr/lib', os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_ACCESS) or 'sees what is done in it')`,
    blockedBy: ['seccomp'],
  },
  {
    name: 'takes a lease on a file, so that writers block',
    program: `
import fcntl
open('own', 'w').close()
attempt(lambda: fcntl.fcntl(os.open('own', os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK) or 'a lease')`,
    blockedBy: ['seccomp'],
  },
  {
    name: 'changes its root',
    program: `attempt(lambda: os.chroot('.') or 'root')`,
    blockedBy: ['uid', 'seccomp'],
  },
  {
    name: 'leaves shared memory behind',
    program: `
identifier = syscall(194 if ARM else 29, 0, 4096, 0o1600)
if identifier >= 0:
    reached('shared memory')
    syscall(195 if ARM else 31, identifier, 0, 0)`,
    blockedBy: ['seccomp'],
  },
  {
    name: 'leaves a message queue behind',
    program: `
name = ctypes.c_char_p(f'hostile{os.getpid()}'.encode())
if syscall(180 if ARM else 240, name, 0o102, 0o600, 0) >= 0:
    reached('message queue')
    syscall(181 if ARM else 241, name)`,
    blockedBy: ['seccomp', 'limits', 'landlock'],
  },
  {
    name: 'stores a key in the kernel',
    program: `
if syscall(217 if ARM else 248, ctypes.c_char_p(b'user'), ctypes.c_char_p(b'x'), ctypes.c_char_p(b'y'), 1, -3) > 0: reached('key')`,
    blockedBy: ['seccomp'],
  },
];
