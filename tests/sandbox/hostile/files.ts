import type { Attack } from './table';

const write = (folders: string) => `
for folder in ${folders}:
    path = os.path.join(folder, f'hostile-{os.getpid()}')
    try:
        open(path, 'w').close()
    except OSError: continue
    os.unlink(path)
    reached(folder)`;

const held = { heldBy: ['seccomp'] } as const;

/** Ways to write where nothing of a program should be. */
export const files: readonly Attack[] = [
  {
    name: 'writes to folders of the system',
    program: write("('/', '/etc', '/usr/lib', '/var', '/root', WORK_DIR, SANDBOX_DIR, os.path.dirname(SECRET_FILE))"),
    heldBy: ['uid', 'landlock'],
  },
  {
    name: 'writes to folders that are open to everybody',
    program: write("('/tmp', '/var/tmp', '/dev/shm')"),
    heldBy: ['landlock'],
  },
  {
    name: 'patches the packages of the next program',
    program: `
import pandas
for path in (pandas.__file__, os.__file__, os.path.join(SANDBOX_DIR, 'main.py'), sys.executable):
    attempt(lambda: open(path, 'r+b') and path)`,
    heldBy: ['uid', 'landlock'],
  },
  {
    name: 'makes a device',
    program: `
import stat
attempt(lambda: os.mknod('null', stat.S_IFCHR | 0o600, os.makedev(1, 3)) or 'device')`,
    heldBy: ['uid', 'seccomp', 'landlock'],
  },
  {
    name: 'makes a pipe with a name, on which a collector would wait',
    program: `attempt(lambda: os.mkfifo('waits.csv') or 'fifo')`,
    heldBy: ['seccomp', 'landlock'],
  },
  {
    name: 'links a file of somebody else into its outputs',
    program: `attempt(lambda: os.link(SECRET_FILE, 'mine.txt') or 'linked')`,
    heldBy: ['uid', 'landlock'],
  },
  {
    name: 'changes mode and times of a file of somebody else',
    program: `
def go():
    before = os.stat(PUBLIC_FILE)
    known = f'/proc/self/fd/{os.open(PUBLIC_FILE, os.O_PATH)}'
    for change in (os.chmod, PUBLIC_FILE, 0o646), (os.chmod, known, 0o646), (os.utime, PUBLIC_FILE, (1, 1)):
        try: change[0](*change[1:])
        except OSError: pass
    after = os.stat(PUBLIC_FILE)
    if (before.st_mode, before.st_mtime) == (after.st_mode, after.st_mtime): return None
    os.chmod(PUBLIC_FILE, before.st_mode)
    return f'{after}'
attempt(go)`,
    heldBy: ['uid', 'seccomp'],
  },
  {
    name: 'gives a file of somebody else to another user',
    program: `
def go():
    owner = os.stat(PUBLIC_FILE).st_uid
    os.chown(PUBLIC_FILE, owner, os.getgid() or 1)
    os.chown(PUBLIC_FILE, owner, os.stat('.').st_gid)
    return 'given'
attempt(go)`,
    heldBy: ['uid', 'seccomp'],
  },
  {
    name: 'watches files of somebody else',
    program: `
watch = syscall(27 if ARM else 254, syscall(26 if ARM else 294, 0), ctypes.c_char_p(PUBLIC_FILE.encode()), 2)
if watch > 0: reached('sees what is done to it')`,
    ...held,
  },
  {
    name: 'watches folders of somebody else',
    program: `
import fcntl
attempt(lambda: fcntl.fcntl(os.open('/usr/lib', os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_ACCESS) or 'sees what is done in it')`,
    heldBy: ['seccomp'],
  },
  {
    name: 'lets others wait before they write to a file',
    program: `
import fcntl
open('own', 'w').close()
attempt(lambda: fcntl.fcntl(os.open('own', os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK) or 'a lease')`,
    heldBy: ['seccomp'],
  },
  {
    name: 'changes its root',
    program: `attempt(lambda: os.chroot('.') or 'root')`,
    heldBy: ['uid', 'seccomp'],
  },
  {
    name: 'leaves shared memory behind',
    program: `
identifier = syscall(194 if ARM else 29, 0, 4096, 0o1600)
if identifier >= 0:
    reached('shared memory')
    syscall(195 if ARM else 31, identifier, 0, 0)`,
    heldBy: ['seccomp'],
  },
  {
    name: 'leaves a message queue behind',
    program: `
name = ctypes.c_char_p(f'hostile{os.getpid()}'.encode())
if syscall(180 if ARM else 240, name, 0o102, 0o600, 0) >= 0:
    reached('message queue')
    syscall(181 if ARM else 241, name)`,
    heldBy: ['seccomp', 'limits', 'landlock'],
  },
  {
    name: 'keeps a key in the kernel',
    program: `
if syscall(217 if ARM else 248, ctypes.c_char_p(b'user'), ctypes.c_char_p(b'x'), ctypes.c_char_p(b'y'), 1, -3) > 0: reached('key')`,
    heldBy: ['seccomp'],
  },
];
