import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildSync } from 'esbuild';
import { pythonOf, root } from '../../local/setup/paths';
import { JOB_TIMEOUT } from './running-system';

/** The demo in one file, because esbuild cannot run on the imitated Mac. As deep in the project as local/setup/paths.ts. */
const DEMO = join(root, '.local/weak-machine/demo.mjs');
const resultFolders: string[] = [];
beforeAll(() => {
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' } as const;
  buildSync({ ...options, entryPoints: [join(root, 'local/commands/demo.ts')], outfile: DEMO });
});
afterAll(() => {
  for (const path of [dirname(DEMO), ...resultFolders]) rmSync(path, { recursive: true, force: true });
});

async function demo(by: readonly string[], ...args: string[]): Promise<{ code: number | null; out: string }> {
  const [command = '', ...before] = by;
  const child = spawn(command, [...before, DEMO, ...args], { cwd: root });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const printed = await Promise.all([text(child.stdout), text(child.stderr)]);
  const out = printed.join('');
  const results = /results\/[0-9a-z]{26}/.exec(out)?.[0];
  if (results) resultFolders.push(join(root, results));
  return { code: await exited, out };
}

const OLD_KERNEL = [pythonOf('executor'), join(root, 'tests/sandbox/old-kernel.py'), join(root, 'executor/sandbox')];
const machines: readonly (readonly [string, readonly string[], string])[] = [
  ['a kernel without Landlock', [...OLD_KERNEL, '--with-seccomp', process.execPath], 'no Landlock|Landlock missing'],
  ['a kernel without Landlock and seccomp', [...OLD_KERNEL, process.execPath], 'no seccomp'],
  ['macOS', [process.execPath, '--require', join(__dirname, 'macos.cjs')], 'no seccomp, .*, Landlock missing'],
];

const linux = process.platform === 'linux' ? describe : describe.skip;

linux.each(machines)('on %s', (_, by, missing) => {
  it(
    'the demo with the offline analyst answers, and shows what confines its programs',
    async () => {
      const { code, out } = await demo(by);
      expect([code, out]).toEqual([0, expect.stringContaining('The system is stopped')]);
      expect(out).toMatch(new RegExp(`Sandbox: .*; only the offline analyst's programs run here\\..*(${missing})`));
      expect(out).toMatch(/ROC AUC/);
      expect(out).not.toContain('unsafe sandbox');
      const results = /results\/[0-9a-z]{26}/.exec(out)?.[0] ?? '';
      expect(JSON.parse(readFileSync(join(root, results, 'metrics.json'), 'utf8'))).toMatchObject({
        target: 'purchase',
      });
    },
    JOB_TIMEOUT,
  );

  it('--model is rejected before anything is started', async () => {
    const { code, out } = await demo(by, '--model', 'bedrock');
    expect(code).toBe(1);
    expect(out).toMatch(/✗ This machine cannot run programs of a language model safely\. .*\n.*--unsafe-sandbox/s);
    expect(out).not.toContain('Started in');
  });
});
