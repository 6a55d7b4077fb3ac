import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { SandboxSettings } from '../../../executor/supervisor/sandbox';
import { limits, project, settings } from '../support';
import { attacks } from '.';
import { setStage } from './stage';
import { PROLOGUE } from './table';

export interface Outcome {
  readonly started: { readonly ok: boolean; readonly reason?: string; readonly layers?: readonly string[] };
  readonly results: readonly { name: string; stdout: string; failure?: { kind: string; message: string } }[];
}

/** A program that has to run where the hostile ones are held. */
export const GOOD = {
  name: 'is good',
  program: "import pandas\nprint(pandas.DataFrame({'a': [1, 2]}).a.sum())\nopen('a.txt', 'w').close()",
};

/** Runs the whole table under a supervisor of its own: started by `command`, as `user`. */
export async function superviseTable(
  command: readonly string[],
  user: number,
  changes: Partial<SandboxSettings> = {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  chmodSync(folder, 0o755);
  chownSync(folder, user, user);
  const workDir = join(folder, 'work');
  const { stage, strike } = await setStage(workDir, settings.sandboxDir);
  const given: SandboxSettings = { ...settings, workDir, maxAttempts: 100, ...changes };
  const hostile = attacks.map(({ name, program }) => ({ name, program: [PROLOGUE, program].join('\n') }));
  const script = join(folder, 'supervisor.cjs');
  buildSync({
    bundle: true,
    platform: 'node',
    outfile: script,
    stdin: {
      resolveDir: project,
      contents: `
        import { createSandbox } from './executor/supervisor/sandbox';
        const sandbox = createSandbox(${JSON.stringify(given)});
        const stage = { ...${JSON.stringify(stage)}, SUPERVISOR: process.pid, VICTIM: process.pid };
        const names = Object.entries(stage).map(([name, value]) => name + ' = ' + JSON.stringify(value) + '\\n').join('');
        const refused = async () => ({ ok: false, kind: 'refused', message: '' });
        (async () => {
          const started = await sandbox.start();
          const results = [];
          for (const { name, program } of started.ok ? ${JSON.stringify([GOOD, ...hostile])} : []) {
            const { failure, stdout } = await sandbox.run(names + program, ${JSON.stringify(limits)}, refused);
            results.push({ name, failure, stdout });
          }
          await sandbox.stop();
          console.log(JSON.stringify({ started, results }));
        })();`,
    },
  });
  const [program = '', ...parameters] = [...command, process.execPath, script];
  const ran = spawnSync(program, parameters, { uid: user, gid: user, encoding: 'utf8', timeout: 150_000 });
  strike();
  rmSync(folder, { recursive: true });
  if (ran.status !== 0) throw new Error(`${ran.error?.message ?? ''}${ran.stderr}`);
  return JSON.parse(ran.stdout) as Outcome;
}
