import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildSync } from 'esbuild';
import type { SandboxSettings } from '../../../executor/supervisor/sandbox';
import { limits, project, settings } from '../support';
import { attacks } from '.';
import { bombs } from './bombs';
import { HUNTER } from './hunter';
import type { HostileProgram, Orders, Outcome } from './inside';
import { overstayers } from './overstayers';
import { isPlain, links, names } from './smugglers';
import { setStage } from './stage';
import { PROLOGUE } from './table';
import { talkers } from './talkers';

export type { Outcome };

/** A program that has to run where the hostile ones are held. */
export const GOOD = {
  name: 'is good',
  program: `
import pandas, shutil
print(pandas.DataFrame({'a': [1, 2]}).a.sum())
open('a.txt', 'w').close()
shutil.copy2('a.txt', 'b.txt')`,
};

/** Every hostile program as it is run, the good one first. */
export const table = [GOOD, ...attacks.map(({ name, program }) => ({ name, program: [PROLOGUE, program].join('\n') }))];

type Result = Outcome['results'][number];
type Judge = (result: Result) => boolean;

/** Those of which no line of output tells whether they got there, with what has to be their end. */
export const judged: readonly (HostileProgram & { readonly isHeld: Judge })[] = [
  ...bombs.map(({ limit, ...bomb }) => ({ ...bomb, isHeld: ({ failure }: Result) => failure?.limit?.name === limit })),
  ...overstayers.map((one) => ({
    ...one,
    less: { wallSeconds: 1 },
    isHeld: ({ failure, seconds }: Result) => failure?.kind === 'out_of_time' && seconds < 2.2,
  })),
  ...talkers.map(({ name, limit, program }) => ({
    name,
    program: `import os\n${program}\nimport time; time.sleep(5)`,
    isHeld: ({ failure }: Result) => failure?.limit?.name === limit,
  })),
  ...links.map((one) => ({ ...one, isHeld: ({ leaked, outputs }: Result) => !leaked && outputs.length === 0 })),
  ...names.map((one) => ({ ...one, isHeld: ({ outputs }: Result) => outputs.length === 1 && outputs.every(isPlain) })),
];

/** One file that carries out the orders in the file of its argument, with Node alone. */
export function bundleInside(outfile: string): void {
  const entryPoints = [join(project, 'tests/sandbox/hostile/inside.ts')];
  buildSync({ bundle: true, platform: 'node', entryPoints, outfile, logLevel: 'error' });
}

/** Looks for the canary wherever a program can look. */
export const HUNT = { name: 'hunts for secrets', program: `HUNT_ALL = True\n${HUNTER}` };

/** Runs programs under a supervisor of its own: started by `command`, as `user`. `said`: all that it printed. */
export async function superviseTable(
  command: readonly string[],
  user: number,
  changes: Partial<SandboxSettings> = {},
  programs: readonly HostileProgram[] = table,
  trustedProgramsUrl?: string,
): Promise<Outcome & { readonly said: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  chmodSync(folder, 0o755);
  chownSync(folder, user, user);
  const workDir = join(folder, 'work');
  const { stage, strike } = await setStage(workDir, settings.sandboxDir);
  const orders: Orders = {
    settings: { ...settings, workDir, maxAttempts: 100, ...changes },
    limits,
    stage,
    programs,
    trustedProgramsUrl,
  };
  const script = join(folder, 'inside.cjs');
  bundleInside(script);
  const told = join(folder, 'orders.json');
  writeFileSync(told, JSON.stringify(orders));
  const [program = '', ...parameters] = [...command, process.execPath, script, told];
  // the stage's secret goes on in the environment; its services answer while this process waits
  const child = spawn(program, parameters, { uid: user, gid: user, env: { ...process.env }, timeout: 250_000 });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await ended;
  strike();
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`It ended with ${status}: ${stderr}`);
  return { ...(JSON.parse(stdout) as Outcome), said: stdout + stderr };
}
