/**
 * What the system adds to a question: the time from POST to the answer, less the model, less the same program in the warm
 * sandbox. Fifteen questions to the local system, one after another.
 */
import { CodeInterpreterClient, type JobView } from '../client';
import { STEPS } from '../functions/shared/domain/timings';
import { startSystem } from '../local/system';
import { milliseconds, percentile, table } from './figures';
import { runWarm, SIZE } from './warm-sandbox';

const JOBS = 15;
const QUESTIONS = [
  'How many users are there in each age group?',
  'How many interactions are there per interaction type?',
  'Train a model that predicts whether an interaction ends in a purchase.',
];

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

async function main(): Promise<number> {
  const answers = await askAll();
  const programs = await runWarm(answers.map(({ job }) => job.program ?? ''));
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
