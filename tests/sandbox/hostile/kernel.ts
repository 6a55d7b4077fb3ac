import type { Attack } from './attack';

const privileged = { blockedBy: ['uid', 'seccomp'] } as const;

/** Attempts to reach the kernel's subsystems and to evade its limits. */
export const kernel: readonly Attack[] = [
  {
    name: 'mounts a file system',
    program: `
fd = syscall(430, ctypes.c_char_p(b'tmpfs'), 0)
if fd >= 0: reached('a file system')`,
    ...privileged,
  },
  {
    name: 'loads a program into the kernel (bpf)',
    program: `
attributes = ctypes.create_string_buffer(128)
ctypes.memmove(attributes, (ctypes.c_uint * 4)(2, 4, 8, 1), 16)
if syscall(280 if ARM else 321, 0, attributes, 128) >= 0: reached('a map of bpf')`,
    ...privileged,
  },
  {
    name: 'reads performance events',
    program: `
attributes = (ctypes.c_uint * 32)(1, 128)  # software events
if syscall(241 if ARM else 298, attributes, -1, 0, -1, 0) >= 0: reached('events of a processor')`,
    ...privileged,
    noControl: 'kernels without performance events',
  },
  {
    name: 'handles page faults (userfaultfd)',
    program: `
if syscall(282 if ARM else 323, 0) >= 0: reached('page faults')`,
    blockedBy: ['seccomp', 'uid'],
    noControl: 'kernels without userfaultfd',
  },
  {
    name: "reads the kernel's log",
    program: `
text = ctypes.create_string_buffer(4096)
if syscall(116 if ARM else 103, 3, text, 4096) > 0: reached('the log')`,
    ...privileged,
  },
  {
    name: 'raises its priority',
    program: `attempt(lambda: os.setpriority(os.PRIO_PROCESS, 0, -5) or 'a higher priority')`,
    ...privileged,
  },
  {
    name: 'lists the root folder of another process',
    program: `attempt(lambda: os.listdir(f'/proc/{VICTIM}/root') and 'its root')`,
    blockedBy: ['uid', 'landlock'],
  },
  {
    name: 'lists the open files of the forkserver',
    program: `attempt(lambda: os.listdir(f'/proc/{os.getppid()}/fd') and 'its descriptors')`,
    blockedBy: ['uid', 'landlock'],
  },
  {
    name: 'reads the command line of another process',
    program: `attempt(lambda: open(f'/proc/{VICTIM}/cmdline', 'rb').read() or None)`,
    blockedBy: ['landlock'],
  },
  {
    name: 'signals another process by pidfd',
    program: `
fd = syscall(434, VICTIM, 0)
if fd >= 0 and syscall(424, fd, 0, None, 0) == 0: reached('a signal')`,
    blockedBy: ['uid', 'landlock', 'seccomp'],
  },
  {
    name: 'opens more files than allowed',
    program: `attempt(lambda: [os.dup(1) for _ in range(1200)] and 'more than a thousand')`,
    blockedBy: ['limits'],
  },
  {
    name: 'maps anonymous shared memory',
    program: `
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
for kind in 1, 3:  # MAP_SHARED, MAP_SHARED_VALIDATE
    if libc.mmap(None, 4096, 3, 0x20 | kind, -1, 0) != ctypes.c_void_p(-1).value: reached('shared memory')`,
    blockedBy: ['seccomp'],
  },
  {
    name: 'maps shared memory of /dev/zero',
    program: `
import mmap
attempt(lambda: mmap.mmap(os.open('/dev/zero', os.O_RDWR), 4096) and 'shared memory')`,
    blockedBy: ['landlock'],
  },
  {
    name: 'locks memory',
    program: `
block = ctypes.create_string_buffer(1 << 20)
if libc.mlock(block, 1 << 20) == 0: reached('locked memory')`,
    blockedBy: ['limits'],
  },
];
