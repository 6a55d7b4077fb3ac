import type { RunLimits } from '../../../executor/supervisor/ports';

const MIB = 1024 * 1024;

/** A program that exhausts a resource. Without the limit it prints REACHED at its end. */
export interface Bomb {
  readonly name: string;
  readonly program: string;
  /** Name of the limit that it exceeds. */
  readonly limit: string;
  readonly limits: Partial<RunLimits>;
}

/** Limits of the control run, in which every bomb succeeds. */
export const AMPLE: RunLimits = {
  wallSeconds: 60,
  cpuSeconds: 120,
  processors: 2,
  memoryBytes: 3 * 1024 * MIB,
  processes: 400,
  diskBytes: 2 ** 41,
  inodes: 100_000,
  printedBytes: 200 * MIB,
  outputFiles: 1_000,
  outputBytes: 1024 * MIB,
};

/** Keeps its files long enough to be measured, then removes them. */
const fills = (program: string) => `
import os, shutil, time
os.mkdir('d')
${program}
time.sleep(.6)
os.chmod('d', 0o700); shutil.rmtree('d')`;

const disk = { limit: 'disk', limits: { diskBytes: 50 * MIB } } as const;
const memory = { limit: 'memory', limits: { memoryBytes: 300 * MIB } } as const;
const tasks = { limit: 'processes and threads', limits: { processes: 40 } } as const;
const printed = { limit: 'printed text', limits: { printedBytes: MIB } } as const;

const table: readonly Bomb[] = [
  {
    name: 'forks, and each fork forks',
    program: `
import os, time
first = os.getpid()
for _ in range(7): os.fork()
if os.getpid() != first: time.sleep(20); os._exit(0)
time.sleep(1)`,
    ...tasks,
  },
  {
    name: 'starts threads without end',
    program: `
import threading, time
for _ in range(150): threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
time.sleep(.5)`,
    ...tasks,
  },
  { name: 'allocates more memory than allowed', program: `data = bytearray(b'x') * 600_000_000`, ...memory },
  {
    name: 'spreads its memory over processes',
    program: `
import os, time
children = []
for _ in range(5):
    pid = os.fork()
    if pid == 0:
        data = bytearray(b'x') * 150_000_000
        time.sleep(2); os._exit(0)
    children.append(pid)
for pid in children: os.waitpid(pid, 0)`,
    limit: 'memory',
    limits: { memoryBytes: 400 * MIB },
  },
  {
    name: 'allocates memory in threads that outlive their main thread',
    program: `
import ctypes, os, threading, time
def go():
    time.sleep(.2); data = bytearray(b'x') * 200_000_000; time.sleep(5); os._exit(0)
children = []
for _ in range(3):
    pid = os.fork()
    if pid == 0:
        threading.Thread(target=go).start()
        ctypes.CDLL(None).syscall(93 if os.uname().machine == 'aarch64' else 60, 0)
    children.append(pid)
for pid in children: os.waitpid(pid, 0)`,
    limit: 'memory',
    limits: { memoryBytes: 400 * MIB },
  },
  { name: 'fills the disk with one file', program: fills(`open('d/a', 'wb').write(b'x' * 200_000_000)`), ...disk },
  {
    name: 'fills the disk with many files',
    program: fills(`for i in range(200): open(f'd/{i}', 'wb').write(b'x' * 1_000_000)`),
    ...disk,
  },
  {
    name: 'fills the disk with files that are deleted while open',
    program: fills(`
open_files = []
for i in range(200):
    open_files.append(open(f'd/{i}', 'wb')); open_files[-1].write(b'x' * 1_000_000); open_files[-1].flush(); os.unlink(f'd/{i}')`),
    ...disk,
  },
  {
    name: 'fills the disk with files that are deleted, mapped and closed',
    program: fills(`
import ctypes
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
for i in range(4):
    with open('d/a', 'w+b') as file:
        file.write(b'x' * 50_000_000); os.unlink('d/a')
        assert libc.mmap(None, 4096, 1, 1, file.fileno(), 0) != ctypes.c_void_p(-1).value`),
    ...disk,
  },
  {
    name: 'fills the disk with files that are deleted and open in a thread with a separate descriptor table',
    program: fills(`
import ctypes
libc = ctypes.CDLL(None)
stacks = [ctypes.create_string_buffer(65536) for _ in range(4)]
for stack in stacks:
    with open('d/a', 'wb') as file:
        file.write(b'x' * 50_000_000); file.flush(); os.unlink('d/a')
        top = ctypes.c_void_p((ctypes.addressof(stack) + 65536) & ~63)
        assert libc.clone(libc.sleep, top, 0x10B00, ctypes.c_void_p(2)) > 0`),
    ...disk,
  },
  {
    name: 'fills the disk with memory that processes share',
    program: fills(`
import mmap
blocks = [mmap.mmap(-1, 50_000_000) for _ in range(4)]
for block in blocks:
    for at in range(0, len(block), 4096): block[at] = 1`),
    ...disk,
  },
  {
    name: 'hides files that fill the disk in a folder without permissions',
    program: fills(`
file = open('d/a', 'wb')
os.chmod('d', 0)
file.write(b'x' * 200_000_000); file.flush()`),
    ...disk,
  },
  {
    name: 'creates a file of a terabyte',
    program: fills(`os.truncate(os.open('d/a', os.O_CREAT | os.O_RDWR), 1 << 40)`),
    ...disk,
  },
  {
    name: 'creates files without end',
    program: fills(`for i in range(8_000): open(f'd/{i}', 'w').close()`),
    limit: 'files',
    limits: { inodes: 2_000 },
  },
  {
    name: 'creates folders without end',
    program: fills(`for i in range(5_000): os.mkdir(f'd/{i}')`),
    limit: 'files',
    limits: { inodes: 2_000 },
  },
  {
    name: 'keeps every processor busy',
    program: `
import os, time
children = []
for _ in range(4):
    pid = os.fork()
    if pid == 0:
        while time.process_time() < 1.2: pass
        os._exit(0)
    children.append(pid)
for pid in children: os.waitpid(pid, 0)`,
    limit: 'CPU time',
    limits: { cpuSeconds: 2 },
  },
  {
    name: 'runs longer than its wall time',
    program: `
import time
time.sleep(2.5)`,
    limit: 'wall time',
    limits: { wallSeconds: 1 },
  },
  { name: 'prints without end', program: `for _ in range(2_000): print('x' * 10_000)`, ...printed },
  {
    name: 'prints errors without end, from several processes',
    program: `
import os, sys
children = [os.fork() for _ in range(2)]
for _ in range(700): sys.stderr.write('x' * 10_000)
if not all(children): os._exit(0)
for pid in children: os.waitpid(pid, 0)`,
    ...printed,
  },
];

export const bombs: readonly Bomb[] = table.map((bomb) => ({
  ...bomb,
  program: `${bomb.program}\nprint('REACHED')`,
}));
