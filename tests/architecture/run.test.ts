import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from '../../local/setup/paths';
import { chromiumPath } from '../page/support/browser';

/** npm test has a part more where Chromium is installed. */
const PAGE = chromiumPath() === undefined ? 0 : 1;
const PROGRAMS = ['biome', 'eslint', 'jest', 'tsc'];

/** Runs the parts of npm test with programs that do nothing, but for those of which the script is given. */
function run(scripts: Readonly<Record<string, string>>, ...options: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'run-'));
  try {
    for (const name of PROGRAMS)
      writeFileSync(join(folder, name), `#!/bin/sh\n${scripts[name] ?? ''}\n`, { mode: 0o755 });
    return spawnSync(process.execPath, [join(root, 'tests/run/index.mjs'), ...options], {
      encoding: 'utf8',
      env: { PATH: [folder, process.env.PATH].join(delimiter) },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const parts = (printed: string) => printed.match(/^[✓✗] .+ \(\d+\.\d s\)$/gm) ?? [];

describe('npm test', () => {
  it('passes when every part passes, and prints a line for each', () => {
    const { status, stdout } = run({});
    expect(parts(stdout)).toHaveLength(6);
    expect([status, stdout]).toEqual([0, expect.stringContaining('✓ All passed')]);
  });

  it.each(PROGRAMS)('fails when %s fails, and shows its output', (name) => {
    const { status, stdout } = run({ [name]: 'echo "a finding" >&2; exit 3' });
    expect(parts(stdout)).toHaveLength(6);
    expect([status, stdout]).toEqual([1, expect.stringContaining('a finding')]);
  });

  it('fails when a part is killed', () => {
    expect(run({ tsc: 'kill -9 $$' }).status).toBe(1);
  });
});

describe('npm run test:all', () => {
  it('has the parts of npm test and two more, or only these', () => {
    expect(parts(run({}, '--all').stdout)).toHaveLength(8 + PAGE);
    expect(parts(run({}, '--all', '--skip-fast').stdout)).toHaveLength(2 + PAGE);
    expect(run({ jest: 'exit 1' }, '--all', '--skip-fast').status).toBe(1);
  });

  it('refuses an option that it does not have', () => {
    expect(run({}, '--rest')).toMatchObject({ status: 2, stderr: expect.stringContaining('--skip-fast') });
  });
});
