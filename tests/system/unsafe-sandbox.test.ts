import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pythonOf, root } from '../../local/setup/paths';
import { JOB_TIMEOUT } from './running-system';

const OLD_KERNEL = [join(root, 'tests/sandbox/old-kernel.py'), join(root, 'executor/sandbox')];

/** Runs the demo as on a machine that cannot confine programs. */
async function demo(...args: string[]): Promise<{ code: number | null; out: string }> {
  const command = [process.execPath, '--import', 'tsx', 'local/commands/demo.ts', ...args];
  const child = spawn(pythonOf('executor'), [...OLD_KERNEL, ...command], { cwd: root });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const printed = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exited, out: printed.join('') };
}

const linux = process.platform === 'linux' ? it : it.skip;

linux(
  'with --unsafe-sandbox it answers, with a warning that the program was not confined',
  async () => {
    const { code, out } = await demo('--prompt', 'How many users are there?', '--unsafe-sandbox');
    expect([code, out]).toEqual([0, expect.stringMatching(/Warnings\n.*This program ran in an unsafe sandbox/)]);
  },
  JOB_TIMEOUT,
);
