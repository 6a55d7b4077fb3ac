import { parseArgs } from 'node:util';
import { chooseModel, delayedBackend } from '../local/endpoints';
import { type System, startSystem } from '../local/system';

/**
 * Time from POST to the answer, less what the model and the program take: `npm run bench:latency -- [--jobs 15]
 * [--fargate-start 35] [--model-delay 15] [--standby 1] [--crowd 300]`. With `--crowd`, all questions come at once.
 */
const PROMPT = 'How many users are there in each age group?';
const number = (value: string | undefined, otherwise: number) => (value === undefined ? otherwise : Number(value));
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Timings {
  readonly status: string;
  readonly total: number;
  /** Seconds of the critical path, by step. */
  readonly steps: Readonly<Record<string, number>>;
}

async function get(url: string): Promise<Record<string, unknown>> {
  return (await (await fetch(url)).json()) as Record<string, unknown>;
}

async function ask(system: System): Promise<string> {
  const body = JSON.stringify({ prompt: PROMPT });
  const response = await fetch(`${system.apiUrl}/prompt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return String(((await response.json()) as { jobId: string }).jobId);
}

async function ended(system: System, jobId: string): Promise<Timings> {
  for (;;) {
    const job = await get(`${system.apiUrl}/jobs/${jobId}`);
    if (job.endedAt) return { status: String(job.status), ...(job.timings as Omit<Timings, 'status'>) };
    await pause(100);
  }
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const quantile = (values: readonly number[], share: number) =>
  sorted(values)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;

function print(name: string, values: readonly number[]): void {
  console.log(
    `${name.padEnd(44)} median ${quantile(values, 0.5).toFixed(2)} s, p95 ${quantile(values, 0.95).toFixed(2)} s`,
  );
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { jobs: text, 'fargate-start': text, 'model-delay': text, standby: text, crowd: text },
  });
  const start = number(values['fargate-start'], 0);
  const delay = number(values['model-delay'], 0);
  const crowd = number(values.crowd, 0);
  const chosen = chooseModel({});
  const system = await startSystem({
    model: { ...chosen, backend: delayedBackend(chosen.backend, delay) },
    taskStartSeconds: start,
    standbyTasks: number(values.standby, 1),
  });
  const results: Timings[] = [];
  try {
    if (crowd > 0) {
      const jobIds = await Promise.all(Array.from({ length: crowd }, () => ask(system)));
      results.push(...(await Promise.all(jobIds.map((jobId) => ended(system, jobId)))));
    } else {
      // The first question starts the functions.
      for (let count = 0; count <= number(values.jobs, 15); count += 1) {
        await pause((start + 8) * 1000);
        const result = await ended(system, await ask(system));
        if (count > 0) results.push(result);
      }
    }
  } finally {
    await system.stop();
  }
  const succeeded = results.filter(({ status }) => status === 'succeeded');
  console.log(`${succeeded.length} of ${results.length} jobs succeeded`);
  print(
    'total',
    succeeded.map(({ total }) => total),
  );
  print(
    'total less model and program',
    succeeded.map(({ total, steps }) => total - (steps.model ?? 0) - (steps.run ?? 0)),
  );
  print(
    'total less the longer of start and model, and program',
    succeeded.map(({ total, steps }) => total - Math.max(start, delay) - (steps.run ?? 0)),
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
