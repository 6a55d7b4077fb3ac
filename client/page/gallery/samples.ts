import type { TablesView, TimelineEvent } from '../..';
import type { Job, Summary } from '../browser/state/api';

/** When the stories play. */
export const NOW = '2026-11-24T09:30:14.000Z';

const before = (seconds: number): string => new Date(Date.parse(NOW) - 1000 * seconds).toISOString();

export const tables: TablesView = {
  schema: 'public',
  describedAt: before(3600),
  stale: false,
  undescribed: [],
  suggestions: [
    'What is the average age by gender?',
    'How many interactions are there by month?',
    'Which users have the most interactions?',
    'How many users are there by interaction type, as a bar chart?',
    'What is the distribution of age?',
    'What is the share of purchases by gender?',
  ],
  tables: [
    {
      name: 'users',
      description: 'People who registered, one row for each.',
      rows: 1000,
      columns: [
        { name: 'userid', type: 'integer', description: 'Identifies the user.', distinct: 1000, withheld: false },
        { name: 'age', type: 'integer', description: 'Age in years.', distinct: 62, nulls: 12, withheld: false },
        { name: 'gender', type: 'character varying(1)', description: 'F, M or X.', distinct: 3, withheld: false },
        { name: 'email', type: 'character varying(200)', distinct: 1000, withheld: true },
      ],
    },
    {
      name: 'interactions',
      description: 'What users did, one row for each view, click or purchase.',
      rows: 5000,
      columns: [
        { name: 'userid', type: 'integer', description: 'The user.', distinct: 1000, withheld: false },
        { name: 'itemid', type: 'integer', description: 'The item.', distinct: 300, withheld: false },
        { name: 'interactiontype', type: 'character varying(20)', distinct: 3, withheld: false },
        { name: 'createdat', type: 'timestamp without time zone', description: 'When, in UTC.', withheld: false },
      ],
    },
  ],
};

export const idOf = (number: number): string => `01jdab3x9y7q2k4m6n8p0r1s${String(number).padStart(2, '0')}`;

export const job: Job = {
  jobId: idOf(1),
  status: 'succeeded',
  prompt: 'What is the average age by gender?',
  size: 'small',
  acceptedAt: before(400),
  deadlineAt: before(-1400),
  endedAt: before(394),
  answer: 'The average age is **39.1** years for F, 38.9 for M and 40.2 for X.',
  values: { average_age: 39.05 },
  assumptions: [],
  warnings: [],
  program:
    'from interpreter import answer, query\n\nages = query("select gender, avg(age) from users group by gender")\n',
  queries: [
    { sql: 'select gender, avg(age) from users group by gender', result: 'finished', rows: 3, milliseconds: 12 },
  ],
  artifacts: [],
  attempts: [{ attempt: 1, modelId: 'offline-analyst', result: 'succeeded' }],
  timings: { total: 6, steps: { model: 4, run: 2 }, overlapped: {} },
  cost: { estimated: true, usd: 0.0007, units: { inputTokens: 1, outputTokens: 1, taskSeconds: 60, statements: 1 } },
  sandbox: ['uid', 'seccomp', 'landlock:7'],
  actions: ['cancel', 'erase', 'rerun', 'edit', 'share', 'feedback', 'follow-up', 'export'],
  links: { self: '', events: '', results: '' },
};

/** The same job before it ended. */
export function running(number: number, changes: Partial<Job> = {}): Job {
  const { answer: _answer, endedAt: _endedAt, cost: _cost, program: _program, ...rest } = job;
  return {
    ...rest,
    jobId: idOf(number),
    status: 'running',
    acceptedAt: before(14),
    queries: [],
    attempts: [],
    ...changes,
  };
}

export function failed(number: number, failure: Partial<Job['failure']> & object, changes: Partial<Job> = {}): Job {
  const { answer: _answer, ...rest } = job;
  return {
    ...rest,
    jobId: idOf(number),
    status: 'failed',
    queries: [],
    attempts: [],
    failure: { kind: 'unanswerable', message: 'I couldn’t find “revenue” in your tables.', hint: '', ...failure },
    ...changes,
  };
}

const event = (seconds: number, type: string, detail: object = {}): TimelineEvent => ({
  at: before(seconds),
  type,
  text: type,
  detail: { type, attempt: 1, ...detail },
});

export const writing = [event(13.6, 'GenerationStarted'), event(13.2, 'TaskLaunched', { launch: 1 })];
export const waiting = [...writing, event(8, 'ProgramGenerated')];
export const executing = [...waiting, event(5, 'TaskReady')];
export const repairing = [...executing, event(3, 'ExecutionFinished', { report: { result: 'failed', final: false } })];

export const program = `from interpreter import answer, query, table

rows = query("""
    select gender, count(*) as users, avg(age) as average_age
    from users
    group by gender
    order by gender
""")
table(rows, "ages")
answer(f"The average age is {rows.average_age.mean():.1f} years.")
`;

/** Lines of the history on several days. */
export const summaries: readonly Summary[] = [
  { status: 'running', prompt: 'How many interactions are there by month, as a line chart?', days: 0 },
  { status: 'succeeded', prompt: 'What is the average age by gender?', days: 0 },
  { status: 'failed', prompt: 'What was our revenue by country last year?', days: 0 },
  { status: 'succeeded', prompt: 'Which users have the most purchases?', days: 1 },
  { status: 'cancelled', prompt: 'Make a machine learning model that predicts whether a user buys', days: 1 },
  { status: 'succeeded', prompt: 'Distribution of age', days: 4 },
  { status: 'succeeded', prompt: 'Top 10 items by number of interactions', days: 40 },
].map(({ days, ...one }, index) => ({
  ...one,
  status: one.status as Summary['status'],
  jobId: idOf(20 + index),
  acceptedAt: new Date(Date.now() - 86_400_000 * days - 60_000 * index).toISOString(),
  links: { self: '', events: '', results: '' },
}));
