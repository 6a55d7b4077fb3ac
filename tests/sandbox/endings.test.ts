import { spawnSync } from 'node:child_process';
import { MIB, type OpenSandbox, openSandbox, settings } from './support';

jest.setTimeout(60_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox({ maxAttempts: 40 });
});
afterAll(() => open?.close());

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test.each([
  ['closes every descriptor and sleeps', 'import os, time\nos.closerange(0, 200)\ntime.sleep(60)'],
  [
    'ignores every signal it can',
    'import signal, time\nfor n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nwhile True: time.sleep(1)',
  ],
  ['stops itself', 'import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)'],
  ['stops its whole group', 'import os, signal\nos.fork(); os.kill(0, signal.SIGSTOP)'],
  ['waits for standard input that never comes', 'import sys, time\nsys.stdin.read()\ntime.sleep(60)'],
  ['never releases the interpreter', "import re\nre.match('(a+)+$', 'a' * 64 + 'b')"],
])('a program that %s ends at its wall time', async (_, program) => {
  const result = await open.run(program, { wallSeconds: 1 });
  expect(result.failure?.kind).toBe('out_of_time');
  expect(result.runMilliseconds).toBeLessThan(2_200);
});

const DAEMON = `
import os, time
if os.fork() == 0:
    if os.fork() == 0:
        print(os.getpid(), flush=True)
        time.sleep(30)
    os._exit(0)
os.wait(); time.sleep(0.3)
`;

test('a daemon does not outlive its program', async () => {
  const result = await open.run(DAEMON);
  expect(result.failure).toBeUndefined();
  expect(alive(Number(result.stdout))).toBe(false);
});

test('the same daemon outlives a Python that nobody watches', () => {
  const { stdout } = spawnSync(settings.python, ['-c', DAEMON], { encoding: 'utf8', timeout: 3_000 });
  expect(alive(Number(stdout))).toBe(true);
  process.kill(Number(stdout), 'SIGKILL');
});

test('a program that kills all it can reaches nothing but itself', async () => {
  if (process.getuid?.() !== 0) return;
  const result = await open.run('import os, signal\nos.kill(-1, signal.SIGKILL)\nos.kill(0, signal.SIGKILL)');
  expect(result.failure?.kind).toBe('out_of_memory');
  expect((await open.run('print(1)')).stdout).toBe('1\n');
});

test.each([
  ['crashes', 'import ctypes; ctypes.string_at(0)', /SIGSEGV/],
  ['aborts', 'import os; os.abort()', /SIGABRT/],
  ['makes a system call of another machine', 'import ctypes; ctypes.CDLL(None).syscall(0x40000027)', /SIGSYS/],
])('a program that %s is told as that', async (_, program, message) => {
  if (process.arch !== 'x64' && program.includes('syscall')) return;
  const result = await open.run(program);
  expect(result.failure).toMatchObject({ kind: 'program_error', message: expect.stringMatching(message) });
});

test('a program sees nothing of the environment it was started from', async () => {
  process.env.STAGE_SECRET = 'canary-in-the-environment';
  const result = await open.run('import os\nprint(sorted(os.environ), open("/proc/self/environ").read())');
  expect(result.stdout).not.toMatch(/STAGE_SECRET|canary|AWS_|NODE_|npm_/);
  const bare = spawnSync(settings.python, ['-c', 'import os; print(os.environ)'], {
    encoding: 'utf8',
    env: { ...process.env },
  });
  expect(bare.stdout).toContain('canary-in-the-environment');
  delete process.env.STAGE_SECRET;
});

test('a program has no descriptor but its own', async () => {
  const result = await open.run(`
import os, stat
for number in sorted(map(int, os.listdir('/proc/self/fd'))):
    try: status = os.fstat(number)
    except OSError: continue
    if number > 3 and not stat.S_ISDIR(status.st_mode): print(number, os.readlink(f'/proc/self/fd/{number}'))
for number in range(100, 110):
    try: print(os.listdir(number))
    except (OSError, NotADirectoryError): pass
    try: os.open('.', os.O_RDWR | os.O_TMPFILE, dir_fd=number); print('written')
    except OSError: pass
`);
  expect(result.failure).toBeUndefined();
  expect(result.stdout).toBe('');
});

test('one program leaves nothing to the next', async () => {
  await open.run(
    "import builtins, pandas, os\nbuiltins.leak = pandas.leak = 1\nopen('.left', 'w').close(); os.environ['LEAK'] = '1'",
  );
  const result = await open.run(
    "import builtins, pandas, os\nprint(hasattr(builtins, 'leak'), hasattr(pandas, 'leak'), os.listdir('.'), 'LEAK' in os.environ)",
  );
  expect(result.stdout).toBe("False False ['.tmp'] False\n");
});

describe('the channel to the supervisor', () => {
  test.each([
    [
      'a line of 64 MB',
      "os.write(3, b'{' + b'x' * 1000)\nfor _ in range(64): os.write(3, b'x' * 1_000_000)",
      'message size',
    ],
    ['a flood of what is no message', "while True: os.write(3, b'\\x00\\xff{}\\n' * 100)", 'messages'],
    [
      'a flood of queries that never reads an answer',
      `while True: os.write(3, b'{"query":{"sql":"select 1","name":null}}\\n')`,
      'queries',
    ],
  ])('%s ends the program', async (_, program, name) => {
    const result = await open.run(`import os\n${program}`);
    expect(result.failure).toMatchObject({ kind: 'over_limit', limit: { name } });
  });

  test('a made-up result is shown as what the program said, and nothing more', async () => {
    const result = await open.run(`
import os, json
os.write(3, json.dumps({'result': {'answer': 'made up', 'values': {'__proto__': 1, 'constructor': 2}, 'assumptions': [],
    'warnings': [], 'error': None, 'outputs': [{'name': '/etc/passwd'}], 'peakMemoryBytes': 1}}).encode() + b'\\n')
os._exit(0)
`);
    expect(result.failure).toBeUndefined();
    expect(result.answer).toBe('made up');
    expect(result.outputs).toEqual([]);
    expect(result.peakMemoryBytes).toBeGreaterThan(10 * MIB);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('a failure cannot be turned into a success by a made-up result', async () => {
    const result = await open.run(
      `
import os, time
os.write(3, b'{"result":{"answer":"ok","values":{},"assumptions":[],"warnings":[],"error":null}}\\n')
while True: time.sleep(1)
`,
      { wallSeconds: 1 },
    );
    expect(result.failure?.kind).toBe('out_of_time');
  });

  test('descriptors sent over it are dropped', async () => {
    const result = await open.run(`
import array, os, socket
channel = socket.socket(fileno=os.dup(3))
for _ in range(50):
    try: socket.send_fds(channel, [b'{}\\n'], [1] * 100)
    except OSError: pass  # the kernel has a limit of its own
`);
    expect(result.failure).toBeUndefined();
  });

  test('a program that closes it is told as one without a result', async () => {
    const result = await open.run('import os\nos.close(3)\nprint(1)');
    expect(result.failure?.kind).toBe('program_error');
    expect(result.stdout).toBe('1\n');
  });
});

test('the supervisor stays small, whatever a program prints and asks', async () => {
  const before = process.memoryUsage().rss;
  await open.run("while True: print('x' * 100_000)", { printedBytes: 200 * MIB });
  await open.run("import os\nwhile True: os.write(3, b'x' * 900_000 + b'\\n')");
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * MIB);
});
