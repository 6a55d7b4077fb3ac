import type { Attack } from './attack';

const seccomp = { blockedBy: ['seccomp'] } as const;

/** Attempts to reach the network and services of the machine. */
export const network: readonly Attack[] = [
  {
    name: 'fetches the task credentials over HTTP',
    program: `attempt(lambda: __import__('urllib.request').request.urlopen(f'http://127.0.0.1:{TCP_PORT}/creds', timeout=3).read()[:20])`,
    blockedBy: ['seccomp', 'landlock'],
  },
  {
    name: 'connects to the metadata service with a raw request',
    program: `
def go():
    with socket.create_connection(('127.0.0.1', TCP_PORT), 3) as s:
        s.sendall(b'GET / HTTP/1.0\\r\\n\\r\\n'); return s.recv(100)
attempt(go)`,
    blockedBy: ['seccomp', 'landlock'],
  },
  {
    name: 'sends data out as a datagram (DNS)',
    program: `attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'data', ('127.0.0.1', UDP_PORT)))`,
    ...seccomp,
  },
  {
    name: 'opens a raw socket',
    program: `attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).fileno())`,
    blockedBy: ['seccomp', 'uid'],
  },
  {
    name: 'opens a listening socket',
    program: `
def go():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0)); s.listen(); return s.getsockname()
attempt(go)`,
    blockedBy: ['seccomp', 'landlock'],
  },
  {
    name: 'opens other socket families',
    program: `
for family, kind in ((socket.AF_INET6, socket.SOCK_STREAM), (socket.AF_NETLINK, socket.SOCK_RAW), (socket.AF_UNIX, socket.SOCK_DGRAM)):
    attempt(lambda: f'{family} {socket.socket(family, kind).fileno()}')`,
    ...seccomp,
  },
  {
    name: 'opens a socket by its system call number',
    program: `attempt(lambda: (fd := syscall(198 if ARM else 41, 2, 1, 0)) >= 0 and fd or None)`,
    ...seccomp,
  },
  {
    name: 'opens a socket through the 32-bit system call table',
    program: `
import mmap
code = bytes.fromhex('5389f889f389d1cd805bc3')  # eax=edi, ebx=esi, ecx=edx, int 0x80
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(code)
call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
result = call(20, 0, 0)  # getpid of the 32-bit table
if result == os.getpid(): reached('the 32-bit table')`,
    ...seccomp,
    ...(process.arch === 'x64' ? {} : { noControl: 'x86 only' }),
  },
  {
    name: 'uses the x32 system call numbers',
    program: `
if not ARM:
    result = syscall(0x40000000 + 39)
    if result == os.getpid(): reached('x32')`,
    ...seccomp,
    noControl: 'kernels without x32',
  },
  {
    name: 'opens sockets through io_uring',
    program: `
parameters = ctypes.create_string_buffer(120)
fd = syscall(425, 4, parameters)
if fd >= 0: reached('io_uring')`,
    ...seccomp,
    noControl: 'kernels without io_uring',
  },
  {
    name: 'connects to the Unix socket of a local service',
    program: `attempt(lambda: socket.socket(socket.AF_UNIX).connect(UNIX_PATH) or 'connected')`,
    ...seccomp,
  },
  {
    name: 'connects to an abstract Unix socket',
    program: `
name = '\\0' + ABSTRACT  # some servers fill the name up with zeros
for address in (name, name.ljust(108, '\\0')):
    attempt(lambda: socket.socket(socket.AF_UNIX).connect(address) or 'connected')`,
    blockedBy: ['seccomp', 'landlock'],
  },
  {
    name: 'opens a datagram pair',
    program: `
def go():
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return 'a datagram pair'
attempt(go)`,
    ...seccomp,
  },
  {
    name: 'stores data in socket buffers',
    program: `
def go():
    one, other = socket.socketpair()
    one.setblocking(False)
    return f'{one.send(bytes(200_000))} bytes outside its memory'
attempt(go)`,
    ...seccomp,
  },
  {
    name: 'enlarges the buffers of its channel',
    program: `
def go():
    channel = socket.socket(fileno=os.dup(3))
    before = channel.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
    channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, before // 4)
    return before
attempt(go)`,
    ...seccomp,
  },
];
