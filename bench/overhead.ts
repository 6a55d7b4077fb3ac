/**
 * What the system adds to a question: the time from POST to the answer, less the model, less the same program in the warm
 * sandbox. Fifteen questions to the local system, one after another.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CodeInterpreterClient, type JobView } from '../client';
import type { machines } from '../events';
import { redshiftWarehouse } from '../executor/supervisor/aws/warehouse';
import { systemClock } from '../executor/supervisor/loop/clock';
import { queryLimits, runLimits } from '../executor/supervisor/loop/limits';
import { createSandbox } from '../executor/supervisor/sandbox';
import { openQueries } from '../executor/supervisor/warehouse/query-service';
import { STEPS } from '../functions/shared/domain/timings';
import { newWorkFolder } from '../local/endpoints/ecs/task-folders';
import { openLocalWarehouse } from '../local/endpoints/local-warehouse';
import { pythonOf, root } from '../local/setup/paths';
import { startSystem } from '../local/system';
import { milliseconds, percentile, table } from './figures';

const JOBS = 15;
const QUESTIONS = [
  'How many users are there in each age group?',
  'How many interactions are there per interaction type?',
  'Train a model that predicts whether an interaction ends in a purchase.',
];
const SIZE = 'small' satisfies keyof typeof machines;

interface Answer {
  readonly job: JobView;
  readonly milliseconds: number;
}

async function askAll(): Promise<Answer[]> {
  const system = await startSystem();
  try {
    const client = new CodeInterpreterClient({ baseUrl: system.apiUrl });
    const ask = async (prompt: string): Promise<Answer> => {
      const began = performance.now();
      const { jobId } = await client.submit({ prompt, size: SIZE });
      const job = await client.wait(jobId);
      if (job.status !== 'succeeded') throw new Error(`${prompt} ${job.failure?.message ?? job.status}`);
      return { job, milliseconds: performance.now() - began };
    };
    // The first question starts the functions.
    await ask(QUESTIONS[0] ?? '');
    const answers: Answer[] = [];
    for (let index = 0; index < JOBS; index += 1) answers.push(await ask(QUESTIONS[index % QUESTIONS.length] ?? ''));
    return answers;
  } finally {
    await system.stop();
  }
}

/** Milliseconds of each program in the warm sandbox, from "run this" to the result in hand. */
async function runAll(programs: readonly string[]): Promise<number[]> {
  const folder = newWorkFolder();
  const warehouse = await openLocalWarehouse(join(root, 'input'), folder);
  const settings = { python: pythonOf('executor'), sandboxDir: join(root, 'executor/sandbox') };
  const sandbox = createSandbox({
    ...{ ...settings, workDir: join(folder, 'work'), uid: 20001, unsafe: false },
    maxAttempts: programs.length + 1,
  });
  try {
    const started = await sandbox.start();
    if (!started.ok) throw new Error(started.reason);
    await sandbox.preloaded();
    const target = { ...warehouse.settings, jobId: 'bench', launch: 1 };
    const redshift = redshiftWarehouse(warehouse.client, target, systemClock);
    const took: number[] = [];
    for (const program of ['pass', ...programs]) {
      const session = openQueries(redshift, queryLimits(SIZE), systemClock);
      const limits = runLimits(SIZE, { timeoutSeconds: 300, maxAttempts: 1 }, 3600);
      const began = performance.now();
      const { failure } = await sandbox.run(program, limits, session.query);
      took.push(performance.now() - began);
      session.close();
      if (failure) throw new Error(failure.message);
    }
    return took.slice(1);
  } finally {
    await sandbox.stop();
    await warehouse.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const answers = await askAll();
  const programs = await runAll(answers.map(({ job }) => job.program ?? ''));
  const model = answers.map(({ job }) => (job.timings.steps.model ?? 0) * 1000);
  const total = answers.map((answer) => answer.milliseconds);
  const overhead = total.map((value, index) => value - (model[index] ?? 0) - (programs[index] ?? 0));
  const unit = percentile(programs, 50);
  const row = (name: string, values: readonly number[]) => [
    ...[name, milliseconds(percentile(values, 50)), milliseconds(percentile(values, 95))],
    (percentile(values, 50) / unit).toFixed(1),
  ];
  const steps = STEPS.filter((step) => answers.some(({ job }) => step in job.timings.steps));
  table([
    [`${JOBS} questions`, 'median', 'p95', 'of the program'],
    row('POST to the answer', total),
    row('the model', model),
    row('the program in the warm sandbox', programs),
    row('overhead', overhead),
    ...steps.map((step) =>
      row(
        `  step ${step}`,
        answers.map(({ job }) => (job.timings.steps[step] ?? 0) * 1000),
      ),
    ),
  ]);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
