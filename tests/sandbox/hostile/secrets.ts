import type { Attack } from './attack';

const files = { blockedBy: ['uid', 'landlock'] } as const;

/** Attempts to read secrets of the supervisor, the machine and other jobs. */
export const secrets: readonly Attack[] = [
  {
    name: 'reads the environment of the supervisor',
    program: `attempt(lambda: open(f'/proc/{SUPERVISOR}/environ', 'rb').read(50) and 'environ')`,
    ...files,
  },
  {
    name: 'reads the environment of any process',
    program: `
for pid in [name for name in os.listdir('/proc') if name.isdigit() and int(name) not in (os.getpid(), os.getppid())] if os.access('/proc', os.R_OK) else ['1']:
    try:
        if open(f'/proc/{pid}/environ', 'rb').read(10): reached(pid); break
    except OSError: pass`,
    ...files,
  },
  {
    name: 'reads the memory of the supervisor',
    program: `
def go():
    start = next(int(line.split('-')[0], 16) for line in open(f'/proc/{SUPERVISOR}/maps') if ' rw-p ' in line)
    with open(f'/proc/{SUPERVISOR}/mem', 'rb', 0) as memory:
        memory.seek(start); return len(memory.read(64))
attempt(go)`,
    ...files,
  },
  {
    name: 'reads the memory of the forkserver',
    program: `attempt(lambda: open(f'/proc/{os.getppid()}/mem', 'rb', 0) and 'opened')`,
    ...files,
  },
  {
    name: 'traces another process',
    program: `attempt(lambda: 'traced' if syscall(117 if ARM else 101, 0x4206, VICTIM, 0, 0) >= 0 else None)`,
    blockedBy: ['uid', 'landlock', 'seccomp'],
  },
  {
    name: 'reads another process with process_vm_readv',
    program: `
class Piece(ctypes.Structure): _fields_ = [('base', ctypes.c_void_p), ('length', ctypes.c_size_t)]
buffer = ctypes.create_string_buffer(16)
local, remote = Piece(ctypes.addressof(buffer), 16), Piece(1, 16)
result = syscall(270 if ARM else 310, VICTIM, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0)
if result >= 0 or result == -14: reached(f'permitted: {result}')  # EFAULT comes after the permission check`,
    blockedBy: ['uid', 'landlock', 'seccomp'],
  },
  {
    name: 'takes a descriptor from another process',
    program: `
pidfd = syscall(434, VICTIM, 0)
if pidfd >= 0 and syscall(438, pidfd, 0, 0) >= 0: reached('descriptor')`,
    blockedBy: ['uid', 'landlock', 'seccomp'],
  },
  { name: 'reads a secret file', program: `attempt(lambda: open(SECRET_FILE).read())`, ...files },
  { name: 'reads /etc/shadow', program: `attempt(lambda: open('/etc/shadow').read(20))`, ...files },
  {
    name: 'reads a world-readable file',
    program: `attempt(lambda: open(PUBLIC_FILE).read())`,
    blockedBy: ['landlock'],
  },
  { name: 'lists the folders of other jobs', program: `attempt(lambda: os.listdir(WORK_DIR))`, ...files },
  {
    name: 'gets a file handle',
    program: `
handle = (ctypes.c_uint * 34)(); handle[0] = 128
mount = ctypes.c_int()
result = syscall(264 if ARM else 303, -100, ctypes.c_char_p(b'.'), handle, ctypes.byref(mount), 0)
if result >= 0: reached('a handle')`,
    blockedBy: ['seccomp'],
  },
];
