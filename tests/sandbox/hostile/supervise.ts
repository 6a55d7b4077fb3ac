import { readFileSync, rmSync } from 'node:fs';
import type { Failure } from '../../../events';
import type { RunLimits, RunResult } from '../../../executor/supervisor/ports';
import { createSandbox, type SandboxSettings } from '../../../executor/supervisor/sandbox';
import { trustedPrograms } from '../../../executor/supervisor/sandbox/trusted-programs';
import type { Targets } from './attack';
import { CANARY, createTargets } from './targets';

export interface HostileProgram {
  readonly name: string;
  readonly program: string;
  readonly limits?: Partial<RunLimits>;
}

/** Programs for a supervisor in a separate process. */
export interface Scenario {
  readonly settings: SandboxSettings;
  readonly limits: RunLimits;
  /** Created by the supervisor's process if undefined. */
  readonly targets?: Targets;
  /** Override single targets. */
  readonly changes?: Partial<Targets>;
  readonly programs: readonly HostileProgram[];
  /** URL of the list of trusted programs. The programs then run unmodified, without names of targets. */
  readonly trustedProgramsUrl?: string;
}

export interface ScenarioResult {
  readonly started: { readonly ok: boolean; readonly reason?: string; readonly layers?: readonly string[] };
  readonly results: readonly {
    readonly name: string;
    readonly stdout: string;
    readonly stderr: string;
    readonly failure?: Pick<Failure, 'kind' | 'message' | 'limit'>;
    readonly outputs: readonly string[];
    readonly seconds: number;
    /** Whether the canary is in an artifact or in the result. */
    readonly leaked: boolean;
  }[];
}

/** Runs the programs one after another, with this process as their supervisor. */
export async function supervise(scenario: Scenario): Promise<ScenarioResult> {
  const { settings, limits, programs, changes } = scenario;
  const own = scenario.targets ? undefined : await createTargets(settings.workDir, settings.sandboxDir);
  const targets = { ...(scenario.targets ?? own?.targets), SUPERVISOR: process.pid, ...changes };
  if (scenario.targets) Object.assign(targets, { VICTIM: process.pid });
  // the search for the canary would find it
  if (own && changes?.PUBLIC_FILE) rmSync(own.targets.PUBLIC_FILE);
  const names = Object.entries(targets).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
  const list = scenario.trustedProgramsUrl;
  const sandbox = createSandbox({ ...settings, ...(list && { isTrusted: trustedPrograms(list) }) });
  const started = await sandbox.start();
  const results: ScenarioResult['results'][number][] = [];
  for (const { name, program, limits: changed } of started.ok ? programs : []) {
    const result = await sandbox.run(
      list ? program : names.join('') + program,
      { ...limits, ...changed },
      async () => ({
        ok: false,
        kind: 'refused',
        message: 'There is no warehouse.',
      }),
    );
    const { failure, stdout, stderr } = result;
    const outputs = result.outputs.map((file) => file.name);
    const seconds = result.runMilliseconds / 1000;
    results.push({ name, failure, stdout, stderr, outputs, seconds, leaked: hasCanary(result) });
  }
  await sandbox.stop();
  own?.removeTargets();
  return { started, results };
}

function hasCanary(result: RunResult): boolean {
  const files = result.outputs.map(({ path }) => readFileSync(path, 'latin1'));
  return [JSON.stringify(result), ...files].some((text) => text.includes(CANARY));
}

const [, , file] = process.argv;
if (file?.endsWith('scenario.json')) {
  const scenario = JSON.parse(readFileSync(file, 'utf8')) as Scenario;
  supervise(scenario).then(
    (result) => process.stdout.write(`${JSON.stringify(result)}\n`),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
