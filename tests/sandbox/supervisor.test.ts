import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../executor/supervisor/node-flags';
import { project, settings } from './support';

jest.setTimeout(120_000);

const MAX_BYTES = 300_000_000;
const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
// the job user must be able to traverse it
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAMS = {
  'prints without end': "while True: print('x' * 100_000)",
  'sends without end': "import os\nwhile True: os.write(3, b'x' * 900_000 + b'\\n')",
  'queries as much as it may, again and again': `
from interpreter import answer, query
for _ in range(4): frame = query('select a, b from endless')
answer(f'{frame.memory_usage(deep=True).sum() > 100e6} {frame.attrs["truncated"]}')`,
  'queries and does not read': `
import os, time
for _ in range(100): os.write(3, b'{"query":{"sql":"select 1","name":null}}\\n')
time.sleep(3)`,
};

/** A separate process, bundled and started as in the image. */
test('the supervisor stays below 300 MB, whatever a program prints, sends and queries', () => {
  const outfile = join(folder, 'endless-table.cjs');
  const entryPoints = [join(project, 'tests/sandbox/endless-table.ts')];
  buildSync({ bundle: true, platform: 'node', entryPoints, outfile, logLevel: 'error' });
  const parameters = [{ ...settings, workDir: join(folder, 'work') }, Object.values(PROGRAMS)].map((one) =>
    JSON.stringify(one),
  );
  const env = { ...process.env, ...NODE_ENVIRONMENT };
  const { stdout, stderr } = spawnSync(process.execPath, [...NODE_FLAGS, outfile, ...parameters], {
    env,
    encoding: 'utf8',
  });
  const [line = '{}'] = stdout.trim().split('\n').slice(-1);
  const { bytes, results } = JSON.parse(line) as { bytes: number; results: (string | null)[] };
  expect([results, stderr]).toEqual([
    [
      expect.stringContaining('printed text'),
      expect.stringContaining('messages'),
      'True True',
      // unread responses do not block the supervisor
      null,
    ],
    '',
  ]);
  expect(bytes).toBeLessThan(MAX_BYTES);
});
