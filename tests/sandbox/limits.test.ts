import { AMPLE, bombs } from './hostile/bombs';
import { MIB, type OpenSandbox, openSandbox } from './support';

jest.setTimeout(60_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox({ maxAttempts: 60 });
});
afterAll(() => open?.close());

const kinds: Readonly<Record<string, string>> = { memory: 'out_of_memory', 'wall time': 'out_of_time' };

describe.each(bombs.map((bomb) => [bomb.name, bomb] as const))('a program that %s', (_, { program, limit, limits }) => {
  test('is killed, and the message has the limit and the value reached', async () => {
    const { failure } = await open.run(program, limits);
    expect(failure).toMatchObject({ kind: kinds[limit] ?? 'over_limit', limit: { name: limit } });
    const { allowed = 0, reached = 0 } = failure?.limit ?? {};
    expect(allowed).toBe(Object.values(limits)[0]);
    expect(reached).toBeGreaterThanOrEqual(allowed);
    expect(failure?.message).toMatch(/^The program .*\d.*\.$/);
  });

  test('succeeds without the limit', async () => {
    const result = await open.run(program, AMPLE);
    expect(result.failure).toBeUndefined();
    expect(result.stdout).toContain('REACHED');
  });
});

test('the wall time is exceeded by at most 1.2 s, even when the program takes the whole processor', async () => {
  const began = Date.now();
  const result = await open.run('while True: pass', { wallSeconds: 2 });
  expect(result.failure).toMatchObject({
    kind: 'out_of_time',
    message: 'The program exceeded its time limit of 2 seconds.',
    limit: { name: 'wall time', allowed: 2, unit: 'seconds' },
  });
  expect(result.runMilliseconds).toBeLessThan(3_200);
  expect(Date.now() - began).toBeLessThan(4_500);
});

test('a failed allocation is reported with its line', async () => {
  const result = await open.run('x = 1\ny = bytearray(2_000_000_000)', { memoryBytes: 500 * MIB });
  expect(result.failure?.kind).toBe('out_of_memory');
  expect(result.error).toMatchObject({ type: 'MemoryError', line: 2 });
});

test('memory that processes share counts once', async () => {
  const share = await open.run(
    `
import os, time
data = bytearray(b'x') * 200_000_000
children = []
for _ in range(5):
    pid = os.fork()
    if pid == 0:
        time.sleep(1.5); os._exit(0)
    children.append(pid)
for pid in children: os.waitpid(pid, 0)
`,
    { memoryBytes: 700 * MIB },
  );
  expect(share.failure).toBeUndefined();
});

/** Races with the watchdog. `npm run bench -- bombs` runs each twenty times. */
test.each([
  ['an inode bomb', "for i in range(200_000): open(f'{i}', 'w').close()", { inodes: 2_000 }, 'files', 40_000],
  [
    'a fork bomb',
    'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass',
    { processes: 40 },
    'processes and threads',
    80,
  ],
] as const)('%s is bounded and reported, in every run', async (_, program, limits, name, maximum) => {
  for (let round = 0; round < 3; round += 1) {
    const { failure } = await open.run(program, limits);
    expect(failure).toMatchObject({ kind: 'over_limit', limit: { name } });
    expect(failure?.limit?.reached).toBeLessThanOrEqual(maximum);
  }
});

test('after every limit the next program runs', async () => {
  expect((await open.run("print('still here')")).stdout).toBe('still here\n');
});
