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
import { PROLOGUE } from './attack';
import { bombs } from './bombs';
import { CANARY_SEARCH } from './canary-search';
import { channelAbuses } from './channel-abuse';
import { neverEnding } from './never-ending';
import { isSafeName, links, names } from './smuggled-files';
import type { HostileProgram, Scenario, ScenarioResult } from './supervise';
import { createTargets } from './targets';

export type { ScenarioResult };

/** A benign program that must run with all layers. */
export const BENIGN = {
  name: 'is benign',
  program: `
import pandas, shutil
print(pandas.DataFrame({'a': [1, 2]}).a.sum())
open('a.txt', 'w').close()
shutil.copy2('a.txt', 'b.txt')`,
};

/** The benign program, then every attack. */
export const table = [
  BENIGN,
  ...attacks.map(({ name, program }) => ({ name, program: [PROLOGUE, program].join('\n') })),
];

type Result = ScenarioResult['results'][number];

/**
 * Programs whose output does not show whether they succeeded, with a check of the result.
 * @param slowdown of an emulated machine: how late it may end a program
 */
export const withVerdictsAt = (
  slowdown: number,
): readonly (HostileProgram & { readonly isConfined: (result: Result) => boolean })[] => [
  ...bombs.map(({ limit, ...bomb }) => ({
    ...bomb,
    isConfined: ({ failure }: Result) => failure?.limit?.name === limit,
  })),
  ...neverEnding.map((one) => ({
    ...one,
    limits: { wallSeconds: 1 },
    isConfined: ({ failure, seconds }: Result) => failure?.kind === 'out_of_time' && seconds < 1 + 1.2 * slowdown,
  })),
  ...channelAbuses.map(({ name, limit, program }) => ({
    name,
    program: `import os\n${program}\nimport time; time.sleep(5)`,
    isConfined: ({ failure }: Result) => failure?.limit?.name === limit,
  })),
  ...links.map((one) => ({ ...one, isConfined: ({ leaked, outputs }: Result) => !leaked && outputs.length === 0 })),
  ...names.map((one) => ({
    ...one,
    isConfined: ({ outputs }: Result) => outputs.length === 1 && outputs.every(isSafeName),
  })),
];

export const withVerdicts = withVerdictsAt(1);

/** Bundles a script that runs the scenario in the file of its argument. */
export function bundleSupervisor(outfile: string): void {
  const entryPoints = [join(project, 'tests/sandbox/hostile/supervise.ts')];
  buildSync({ bundle: true, platform: 'node', entryPoints, outfile, logLevel: 'error' });
}

/** Searches for the canary on the whole machine. */
export const SEARCH = { name: 'searches for secrets', program: `SEARCH_ALL = True\n${CANARY_SEARCH}` };

/** Runs programs under a supervisor in a separate process, started through `command` as `user`. */
export async function runUnderSupervisor(
  command: readonly string[],
  user: number,
  changes: Partial<SandboxSettings> = {},
  programs: readonly HostileProgram[] = table,
  trustedProgramsUrl?: string,
): Promise<ScenarioResult & { readonly output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  chmodSync(folder, 0o755);
  chownSync(folder, user, user);
  const workDir = join(folder, 'work');
  const { targets, removeTargets } = await createTargets(workDir, settings.sandboxDir);
  const scenario: Scenario = {
    settings: { ...settings, workDir, maxAttempts: 100, ...changes },
    limits,
    targets,
    programs,
    trustedProgramsUrl,
  };
  const script = join(folder, 'supervise.cjs');
  bundleSupervisor(script);
  const scenarioFile = join(folder, 'scenario.json');
  writeFileSync(scenarioFile, JSON.stringify(scenario));
  const [program = '', ...parameters] = [...command, process.execPath, script, scenarioFile];
  // inherits the canary in the environment; not spawnSync, because this process serves the targets
  const child = spawn(program, parameters, { uid: user, gid: user, env: { ...process.env }, timeout: 250_000 });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await closed;
  removeTargets();
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`The supervisor exited with ${status}: ${stderr}`);
  return { ...(JSON.parse(stdout) as ScenarioResult), output: stdout + stderr };
}
