import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

it('the programs of the analyst and the API of programs are formatted, typed and without findings of Ruff', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(__dirname, 'ruff.mjs')], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});
