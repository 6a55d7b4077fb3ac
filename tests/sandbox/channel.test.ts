import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { channelAbuses } from './hostile/channel-abuse';
import { MIB, type OpenSandbox, openSandbox, settings } from './support';

jest.setTimeout(60_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox({ maxAttempts: 40 });
});
afterAll(() => open?.close());

/** What the same program sends to a reader without limits. */
async function sendUnlimited(program: string): Promise<{ lines: number; bytes: number }> {
  const child = spawn(settings.python, ['-c', `import os\n${program}`], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const received = { lines: 0, bytes: 0 };
  for await (const part of child.stdio[3] as Readable) {
    received.bytes += part.length;
    for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) received.lines += 1;
  }
  return received;
}

describe.each(channelAbuses)('a program that $name', ({ program, limit, atLeast }) => {
  test('is killed', async () => {
    const { failure } = await open.run(`import os\n${program}\nimport time; time.sleep(5)`);
    expect(failure).toMatchObject({ kind: 'over_limit', limit: { name: limit } });
  });

  test('sends all of it to a reader without limits', async () => {
    const { lines, bytes } = await sendUnlimited(program);
    expect(lines).toBeGreaterThanOrEqual(atLeast.lines ?? 0);
    expect(bytes).toBeGreaterThanOrEqual(atLeast.bytes ?? 0);
  });
});

test('a forged result sets only the fields of a result', async () => {
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

test('a forged result does not hide a failure', async () => {
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

test('descriptors sent over the channel are dropped', async () => {
  const result = await open.run(`
import array, os, socket
channel = socket.socket(fileno=os.dup(3))
for _ in range(50):
    try: socket.send_fds(channel, [b'{}\\n'], [1] * 100)
    except OSError: pass  # the kernel limits them too
`);
  expect(result.failure).toBeUndefined();
});

test('a program that closes the channel fails without a result', async () => {
  const result = await open.run('import os\nos.close(3)\nprint(1)');
  expect(result.failure?.kind).toBe('program_error');
  expect(result.stdout).toBe('1\n');
});
