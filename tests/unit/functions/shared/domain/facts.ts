import type { Accepted, Fact, Report, Task } from '../../../../../functions/shared/domain/facts';

/** Builders of facts for the tests of the domain and of the functions. Instants are seconds after T0. */
export const T0 = Date.parse('2026-11-22T07:00:00.000Z');
export const at = (seconds: number): string => new Date(T0 + seconds * 1000).toISOString();

export const JOB_ID = '01jdab3x9y7q2k4m6n8p0r1s2t';
export const TASK_ARN = 'arn:aws:ecs:us-east-1:111122223333:task/code-interpreter/0b7c9d1e2f3a4b5c8d6e7f8091a2b3c4';

/** More than any test uses. */
export const allowance = { openJobs: 1_000_000, dailyUsd: 1_000_000 };

export const accepted = (changes: Partial<Accepted> = {}): Accepted => ({
  jobId: JOB_ID,
  owner: 'anonymous',
  promptStart: 'How many users are there?',
  acceptedAt: at(0),
  deadlineAt: at(1800),
  size: 'small',
  limits: { timeoutSeconds: 300, maxAttempts: 3 },
  ...changes,
});

export const usage = { inputTokens: 1200, outputTokens: 300, modelCalls: 1 };

export const report = (changes: Partial<Report> = {}): Report => ({
  launch: 1,
  result: 'succeeded',
  final: true,
  startedAt: at(30),
  finishedAt: at(40),
  answer: 'There are 1,000 users.',
  values: { users: 1000 },
  assumptions: [],
  warnings: [],
  resultsPrefix: `results/${JOB_ID}/1/`,
  artifacts: [],
  ...changes,
});

export const promptReceived: Fact = { type: 'PromptReceived', at: at(0) };

export const generationStarted: Fact = { type: 'GenerationStarted', at: at(1), attempt: 1 };

export const generated = (attempt = 1, seconds = 5): Fact => ({
  type: 'ProgramGenerated',
  at: at(seconds),
  attempt,
  modelId: 'offline-analyst',
  usage,
});

export const launched = (launch = 1, taskArn = TASK_ARN, seconds = 6): Fact => ({
  type: 'TaskLaunched',
  at: at(seconds),
  launch,
  taskArn,
});

export const taskChanged = (
  task: Partial<Task> & { version: number; status: string },
  launch = 1,
  taskArn = TASK_ARN,
): Fact => ({
  type: 'TaskChanged',
  at: at(10 + task.version),
  launch,
  taskArn,
  task: { at: at(10 + task.version), ...task },
});

export const running = (launch = 1, taskArn = TASK_ARN): Fact =>
  taskChanged({ version: 3, status: 'RUNNING' }, launch, taskArn);

export const stopped = (changes: Partial<Task> = {}, launch = 1, taskArn = TASK_ARN): Fact =>
  taskChanged(
    { version: 6, status: 'STOPPED', stopCode: 'EssentialContainerExited', exitCode: 0, stoppedAt: at(45), ...changes },
    launch,
    taskArn,
  );

export const finished = (attempt = 1, changes: Partial<Report> = {}): Fact => {
  const body = report(changes);
  return { type: 'ExecutionFinished', at: body.finishedAt, attempt, report: body };
};
