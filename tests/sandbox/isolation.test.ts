import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { neverEnding } from './hostile/never-ending';
import { type OpenSandbox, openSandbox, settings } from './support';

jest.setTimeout(60_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox({ maxAttempts: 40 });
});
afterAll(() => open?.close());

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test.each(neverEnding)('a program that $name ends at its wall time', async ({ program }) => {
  const result = await open.run(program, { wallSeconds: 1 });
  expect(result.failure?.kind).toBe('out_of_time');
  expect(result.runMilliseconds).toBeLessThan(2_200);
});

test('each of these programs keeps running without the sandbox', async () => {
  const unconfined = neverEnding.map(({ name, program }): [string, ChildProcess] => [
    name,
    // standard input stays open, as in a terminal
    spawn(settings.python, ['-c', program], { stdio: ['pipe', 'ignore', 'ignore'], detached: true }),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 2_200));
  const running = unconfined.filter(([, { exitCode, signalCode }]) => exitCode === null && signalCode === null);
  for (const [, { pid = 0 }] of running) process.kill(-pid, 'SIGKILL');
  expect(running.map(([name]) => name)).toEqual(neverEnding.map(({ name }) => name));
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
  expect(isAlive(Number(result.stdout))).toBe(false);
});

test('the same daemon outlives an unconfined Python', () => {
  const { stdout } = spawnSync(settings.python, ['-c', DAEMON], { encoding: 'utf8', timeout: 3_000 });
  expect(isAlive(Number(stdout))).toBe(true);
  process.kill(Number(stdout), 'SIGKILL');
});

test('a program that kills every process it can kills only itself', async () => {
  if (process.getuid?.() !== 0) return;
  const result = await open.run('import os, signal\nos.kill(-1, signal.SIGKILL)\nos.kill(0, signal.SIGKILL)');
  expect(result.failure?.kind).toBe('out_of_memory');
  expect((await open.run('print(1)')).stdout).toBe('1\n');
});

test.each([
  ['crashes', 'import ctypes; ctypes.string_at(0)', /SIGSEGV/],
  ['aborts', 'import os; os.abort()', /SIGABRT/],
  ['makes a system call of another architecture', 'import ctypes; ctypes.CDLL(None).syscall(0x40000027)', /SIGSYS/],
])('a program that %s is reported with its signal', async (_, program, message) => {
  if (process.arch !== 'x64' && program.includes('syscall')) return;
  const result = await open.run(program);
  expect(result.failure).toMatchObject({ kind: 'program_error', message: expect.stringMatching(message) });
});

test('a fork of the program has no result', async () => {
  const result = await open.run(`
import os
from interpreter import answer
answer('of the program')
pid = os.fork()
if pid == 0: raise ValueError('of the fork')
os.waitpid(pid, 0)
`);
  expect(result).toMatchObject({ failure: undefined, answer: 'of the program' });
  expect(result.stderr).toContain('ValueError: of the fork');
});

test('a program does not inherit the environment', async () => {
  process.env.TEST_SECRET = 'canary-in-the-environment';
  const result = await open.run('import os\nprint(sorted(os.environ), open("/proc/self/environ").read())');
  expect(result.stdout).not.toMatch(/TEST_SECRET|canary|AWS_|NODE_|npm_/);
  const unconfined = spawnSync(settings.python, ['-c', 'import os; print(os.environ)'], {
    encoding: 'utf8',
    env: { ...process.env },
  });
  expect(unconfined.stdout).toContain('canary-in-the-environment');
  delete process.env.TEST_SECRET;
});

test('a program inherits no other descriptors', async () => {
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

test('a program does not change the state of the next one', async () => {
  await open.run(
    "import builtins, pandas, os\nbuiltins.leak = pandas.leak = 1\nopen('.file', 'w').close(); os.environ['LEAK'] = '1'",
  );
  const result = await open.run(
    "import builtins, pandas, os\nprint(hasattr(builtins, 'leak'), hasattr(pandas, 'leak'), os.listdir('.'), 'LEAK' in os.environ)",
  );
  expect(result.stdout).toBe("False False ['.tmp'] False\n");
});

test('text of a program has no control sequences', async () => {
  const result = await open.run(`
from interpreter import answer, warn
answer('\\x1b]0;title\\x07one\\x1b[2Jtwo\\rthree', **{'\\x9b1mname': '\\x1b[31mred'})
warn('\\x1b[1Awarn')
print('\\x1b[8mhidden\\ttab')
`);
  expect(result.answer).toBe(']0;titleone[2Jtwo\nthree');
  expect(result.values).toEqual({ '1mname': '[31mred' });
  expect([result.warnings, result.stdout]).toEqual([['[1Awarn'], '[8mhidden\ttab\n']);
});
