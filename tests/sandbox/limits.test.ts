import { MIB, type OpenSandbox, openSandbox } from './support';

jest.setTimeout(60_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox();
});
afterAll(() => open?.close());

test('wall time: ends within 1.2 s of the limit', async () => {
  const began = Date.now();
  const result = await open.run('while True: pass', { wallSeconds: 2 });
  expect(result.failure).toMatchObject({
    kind: 'out_of_time',
    message: 'The program was still running after 2 seconds, the time it had.',
    limit: { name: 'wall time', allowed: 2, unit: 'seconds' },
  });
  expect(result.runMilliseconds).toBeLessThan(3_200);
  expect(Date.now() - began).toBeLessThan(4_500);
});

test('CPU time of all processes together', async () => {
  const result = await open.run(
    `
import os
for _ in range(3): os.fork()
while True: pass
`,
    { cpuSeconds: 2 },
  );
  expect(result.failure).toMatchObject({ kind: 'over_limit', limit: { name: 'CPU time', allowed: 2 } });
});

test('memory: an allocation that cannot be had is told with its line', async () => {
  const result = await open.run('x = 1\ny = bytearray(2_000_000_000)', { memoryBytes: 500 * MIB });
  expect(result.failure?.kind).toBe('out_of_memory');
  expect(result.error).toMatchObject({ type: 'MemoryError', line: 2 });
});

test('memory: of all processes together, pages shared by a fork counted once', async () => {
  const share = await open.run(
    `
import os, time
held = bytearray(os.urandom(1000) * 200_000)
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
  const own = await open.run(
    `
import os, time
for _ in range(5):
    if os.fork() == 0:
        held = bytearray(os.urandom(1000) * 200_000)
        break
time.sleep(10)
`,
    { memoryBytes: 700 * MIB },
  );
  expect(own.failure).toMatchObject({ kind: 'out_of_memory', limit: { name: 'memory', unit: 'bytes' } });
});

test('disk: one large file', async () => {
  const result = await open.run("open('big', 'wb').write(b'x' * 200_000_000)", { diskBytes: 50 * MIB });
  expect(result.failure).toMatchObject({ kind: 'over_limit', limit: { name: 'disk', unit: 'bytes' } });
});

test('disk: many files, and files that were deleted while open', async () => {
  const many = await open.run(
    `
for i in range(1000):
    open(f'{i}', 'wb').write(b'x' * 1_000_000)
import time; time.sleep(5)
`,
    { diskBytes: 50 * MIB },
  );
  expect(many.failure).toMatchObject({ kind: 'over_limit', limit: { name: 'disk' } });
  const deleted = await open.run(
    `
import os, time
held = []
for i in range(200):
    held.append(open(f'{i}', 'wb')); held[-1].write(b'x' * 1_000_000); held[-1].flush(); os.unlink(f'{i}')
time.sleep(5)
`,
    { diskBytes: 50 * MIB },
  );
  expect(deleted.failure).toMatchObject({ kind: 'over_limit', limit: { name: 'disk' } });
});

test('files: an inode bomb is bounded and reported, in every run', async () => {
  for (let round = 0; round < 5; round += 1) {
    const result = await open.run("for i in range(200_000): open(f'{i}', 'w').close()", { inodes: 2_000 });
    expect(result.failure).toMatchObject({ kind: 'over_limit', limit: { name: 'files', allowed: 2_000 } });
    expect(result.failure?.limit?.reached).toBeLessThan(40_000);
  }
});

test.each([
  ['processes', 'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass'],
  ['threads', 'import threading, time\nfor _ in range(300): threading.Thread(target=time.sleep, args=(20,)).start()'],
])('%s: a bomb is bounded and reported, in every run', async (_, program) => {
  for (let round = 0; round < 3; round += 1) {
    const result = await open.run(program, { processes: 40 });
    expect(result.failure).toMatchObject({ kind: 'over_limit', limit: { name: 'processes and threads', allowed: 40 } });
    expect(result.failure?.limit?.reached).toBeLessThanOrEqual(80);
  }
});

test('printed text', async () => {
  const result = await open.run("while True: print('x' * 10_000)", { printedBytes: MIB });
  expect(result.failure).toMatchObject({ kind: 'over_limit', limit: { name: 'printed text', allowed: MIB } });
  expect(process.memoryUsage().rss).toBeLessThan(600 * MIB);
});

test('output files and their size', async () => {
  const files = await open.run("for i in range(20): open(f'{i}.txt', 'w').close()", { outputFiles: 10 });
  expect(files.failure).toMatchObject({
    kind: 'over_limit',
    limit: { name: 'output files', allowed: 10, reached: 11 },
  });
  const size = await open.run("open('a', 'wb').write(b'x' * 3_000_000)", { outputBytes: 2 * MIB });
  expect(size.failure).toMatchObject({ kind: 'over_limit', limit: { name: 'output size', reached: 3_000_000 } });
});

test('queries', async () => {
  const result = await open.run(
    `
from interpreter import query
while True:
    try: query('select 1')
    except Exception: pass
`,
  );
  expect(result.failure).toMatchObject({ kind: 'over_limit', limit: { name: 'queries', allowed: 200, reached: 201 } });
});

test('after every limit the next program runs', async () => {
  expect((await open.run("print('still here')")).stdout).toBe('still here\n');
});
