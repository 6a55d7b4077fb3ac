import { readFileSync, rmSync } from 'node:fs';
import type { Failure } from '../../../events';
import type { RunLimits, RunResult } from '../../../executor/supervisor/ports';
import { createSandbox, type SandboxSettings } from '../../../executor/supervisor/sandbox';
import { trustedPrograms } from '../../../executor/supervisor/sandbox/trusted-programs';
import { CANARY, setStage } from './stage';
import type { Stage } from './table';

export interface HostileProgram {
  readonly name: string;
  readonly program: string;
  readonly less?: Partial<RunLimits>;
}

/** What a supervisor of its own is told to do. */
export interface Orders {
  readonly settings: SandboxSettings;
  readonly limits: RunLimits;
  /** What the programs aim at; made by this process when left out. */
  readonly stage?: Stage;
  /** In place of the stage's own. */
  readonly changes?: Partial<Stage>;
  readonly programs: readonly HostileProgram[];
  /** Where the list of trusted programs is; programs are run as they are then. */
  readonly trustedProgramsUrl?: string;
}

export interface Outcome {
  readonly started: { readonly ok: boolean; readonly reason?: string; readonly layers?: readonly string[] };
  readonly results: readonly {
    readonly name: string;
    readonly stdout: string;
    readonly stderr: string;
    readonly failure?: Pick<Failure, 'kind' | 'message' | 'limit'>;
    readonly outputs: readonly string[];
    readonly seconds: number;
    /** The canary is in the outputs, or in anything that is said of the run. */
    readonly leaked: boolean;
  }[];
}

/** Runs the programs one after another, as the jobs of one supervisor: this process. */
export async function supervise(orders: Orders): Promise<Outcome> {
  const { settings, limits, programs, changes } = orders;
  const set = orders.stage ? undefined : await setStage(settings.workDir, settings.sandboxDir);
  const stage = { ...(orders.stage ?? set?.stage), SUPERVISOR: process.pid, ...changes };
  if (orders.stage) Object.assign(stage, { VICTIM: process.pid });
  // where the stage's public file is not aimed at, it must not be there to be found
  if (set && changes?.PUBLIC_FILE) rmSync(set.stage.PUBLIC_FILE);
  const names = Object.entries(stage).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
  const list = orders.trustedProgramsUrl;
  const sandbox = createSandbox({ ...settings, ...(list && { isTrusted: trustedPrograms(list) }) });
  const started = await sandbox.start();
  const results: Outcome['results'][number][] = [];
  for (const { name, program, less } of started.ok ? programs : []) {
    const result = await sandbox.run(list ? program : names.join('') + program, { ...limits, ...less }, async () => ({
      ok: false,
      kind: 'refused',
      message: 'There is no warehouse.',
    }));
    const { failure, stdout, stderr } = result;
    const outputs = result.outputs.map((file) => file.name);
    const seconds = result.runMilliseconds / 1000;
    results.push({ name, failure, stdout, stderr, outputs, seconds, leaked: holdsCanary(result) });
  }
  await sandbox.stop();
  set?.strike();
  return { started, results };
}

function holdsCanary(result: RunResult): boolean {
  const files = result.outputs.map(({ path }) => readFileSync(path, 'latin1'));
  return [JSON.stringify(result), ...files].some((text) => text.includes(CANARY));
}

const [, , file] = process.argv;
if (file?.endsWith('orders.json')) {
  const orders = JSON.parse(readFileSync(file, 'utf8')) as Orders;
  supervise(orders).then(
    (outcome) => process.stdout.write(`${JSON.stringify(outcome)}\n`),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
