import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../executor/supervisor/node';
import { project, settings } from './support';

jest.setTimeout(120_000);

const MAX_BYTES = 300_000_000;
const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
// the job's user has to walk through it
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAMS = {
  'prints without end': "while True: print('x' * 100_000)",
  'sends without end': "import os\nwhile True: os.write(3, b'x' * 900_000 + b'\\n')",
  'asks for all that it may, again and again': `
from interpreter import answer, query
for _ in range(4): frame = query('select a, b from endless')
answer(f'{frame.memory_usage(deep=True).sum() > 100e6} {frame.attrs["truncated"]}')`,
  'asks and does not read': `
import os, time
for _ in range(100): os.write(3, b'{"query":{"sql":"select 1","name":null}}\\n')
time.sleep(3)`,
};

/** A supervisor is a process of its own, made and started as in the image: one file, without the tools of tests. */
test('the supervisor stays below 300 MB, whatever a large program prints, sends and asks', () => {
  const outfile = join(folder, 'greedy.cjs');
  const entryPoints = [join(project, 'tests/sandbox/greedy.ts')];
  buildSync({ bundle: true, platform: 'node', entryPoints, outfile, logLevel: 'error' });
  const told = [{ ...settings, workDir: join(folder, 'work') }, Object.values(PROGRAMS)].map((one) =>
    JSON.stringify(one),
  );
  const env = { ...process.env, ...NODE_ENVIRONMENT };
  const { stdout, stderr } = spawnSync(process.execPath, [...NODE_FLAGS, outfile, ...told], { env, encoding: 'utf8' });
  const [line = '{}'] = stdout.trim().split('\n').slice(-1);
  const { bytes, ended } = JSON.parse(line) as { bytes: number; ended: (string | null)[] };
  expect([ended, stderr]).toEqual([
    [
      expect.stringContaining('printed text'),
      expect.stringContaining('messages'),
      'True True',
      // replies that nobody takes keep it from nothing
      null,
    ],
    '',
  ]);
  expect(bytes).toBeLessThan(MAX_BYTES);
});
