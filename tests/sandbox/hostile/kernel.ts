import type { Attack } from './table';

const privileged = { heldBy: ['uid', 'seccomp'] } as const;

/** Ways into the kernel's own machinery, and past its limits. */
export const kernel: readonly Attack[] = [
  {
    name: 'opens a file system of its own',
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
    name: 'watches the machine by performance events',
    program: `
attributes = (ctypes.c_uint * 32)(1, 128)  # software events
if syscall(241 if ARM else 298, attributes, -1, 0, -1, 0) >= 0: reached('events of a processor')`,
    ...privileged,
    noControl: 'kernels without performance events',
  },
  {
    name: 'takes over page faults',
    program: `
if syscall(282 if ARM else 323, 0) >= 0: reached('page faults')`,
    heldBy: ['seccomp', 'uid'],
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
    name: 'takes precedence over other processes',
    program: `attempt(lambda: os.setpriority(os.PRIO_PROCESS, 0, -5) or 'a higher priority')`,
    ...privileged,
  },
  {
    name: 'looks into the root folder of another process',
    program: `attempt(lambda: os.listdir(f'/proc/{VICTIM}/root') and 'its root')`,
    heldBy: ['uid', 'landlock'],
  },
  {
    name: 'lists the open files of its parent',
    program: `attempt(lambda: os.listdir(f'/proc/{os.getppid()}/fd') and 'its descriptors')`,
    heldBy: ['uid', 'landlock'],
  },
  {
    name: 'reads the command line of another process',
    program: `attempt(lambda: open(f'/proc/{VICTIM}/cmdline', 'rb').read() or None)`,
    heldBy: ['landlock'],
  },
  {
    name: 'signals another process by a descriptor of it',
    program: `
fd = syscall(434, VICTIM, 0)
if fd >= 0 and syscall(424, fd, 0, None, 0) == 0: reached('a signal')`,
    heldBy: ['uid', 'landlock', 'seccomp'],
  },
  {
    name: 'opens more files than it may',
    program: `attempt(lambda: [os.dup(1) for _ in range(1200)] and 'more than a thousand')`,
    heldBy: ['limits'],
  },
  {
    name: 'has shared memory that no limit counts',
    program: `
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
for kind in 1, 3:  # MAP_SHARED, MAP_SHARED_VALIDATE
    if libc.mmap(None, 4096, 3, 0x20 | kind, -1, 0) != ctypes.c_void_p(-1).value: reached('shared memory')`,
    heldBy: ['seccomp'],
  },
  {
    name: 'has the same by the device of zeros',
    program: `
import mmap
attempt(lambda: mmap.mmap(os.open('/dev/zero', os.O_RDWR), 4096) and 'shared memory')`,
    heldBy: ['landlock'],
  },
  {
    name: 'keeps memory from being swapped',
    program: `
block = ctypes.create_string_buffer(1 << 20)
if libc.mlock(block, 1 << 20) == 0: reached('locked memory')`,
    heldBy: ['limits'],
  },
];
