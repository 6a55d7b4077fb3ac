import { keys, type QueryRun, type TablesDocument } from '../../../../events';
import { giveFeedback } from '../../../../functions/give-feedback/handler';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { ProblemError } from '../../../../functions/shared/http/problem';
import { setting, storedReport } from '../setting';
import { at, finished, generated, JOB_ID, launched, promptReceived, running, stopped } from '../shared/domain/facts';
import { httpRequest } from '../shared/http/requests';

export const SHARED: Fact = { type: 'SharingChanged', at: at(50), shared: true };
export const SUCCEEDED: readonly Fact[] = [
  promptReceived,
  generated(),
  launched(),
  running(),
  finished(),
  stopped(),
  { type: 'OutcomePublished', at: at(41) },
];
export const SQL = "select age_group, count(*) from users where country = 'DE' group by 1";

const column = (name: string) => ({ name, type: 'varchar' });
const tables: TablesDocument = {
  version: 1,
  schema: 'public',
  describedAt: at(0),
  catalogSha256: 'a'.repeat(64),
  loadSha256: 'a'.repeat(64),
  tableNames: ['users', 'secrets'],
  tables: [{ name: 'users', rows: 10, columns: [column('age_group'), column('country'), column('email')] }],
  failed: [],
  catalogProblems: [],
};

export const query = (changes: Partial<QueryRun> = {}): QueryRun => ({
  sql: SQL,
  result: 'finished',
  rows: 7,
  milliseconds: 3,
  ...changes,
});

interface Options {
  readonly facts?: readonly Fact[];
  readonly prompt?: string;
  readonly followUpOf?: string;
  readonly queries?: readonly QueryRun[];
  readonly catalog?: string;
}

/** PUT /jobs/{jobId}/feedback over one job that has succeeded. */
export async function feedbackSetting({ facts = SUCCEEDED, prompt, followUpOf, queries, catalog }: Options = {}) {
  const world = await setting(facts, { seconds: 60, changes: { ...(followUpOf && { followUpOf }) } });
  const [reportKey, text] = storedReport(1);
  const document = {
    version: 1,
    jobId: JOB_ID,
    prompt: prompt ?? 'How many users are there in each age group?',
    owner: 'anonymous',
    size: 'small',
    limits: { timeoutSeconds: 300, maxAttempts: 3 },
    acceptedAt: at(0),
    deadlineAt: at(1800),
    requestSha256: 'a'.repeat(64),
  };
  const stored = {
    [keys.job(JOB_ID)]: document,
    [reportKey]: { ...JSON.parse(text), queries: queries ?? [query()] },
    [keys.tables]: tables,
  };
  for (const [key, value] of Object.entries(stored)) world.objects.objects.set(key, JSON.stringify(value));
  if (catalog !== undefined) world.objects.objects.set(keys.catalog, catalog);
  const ports = { ...world, schema: 'public' };
  const put = (body: unknown, caller: { owner?: string; isCurator?: boolean } = {}, over: Partial<typeof ports> = {}) =>
    giveFeedback({ ...ports, ...over })(
      httpRequest({ route: 'PUT /jobs/{jobId}/feedback', params: { jobId: JOB_ID }, body, ...caller }),
    );
  return {
    ...world,
    ports,
    put,
    example: () => JSON.parse(world.objects.objects.get(keys.example(JOB_ID)) ?? 'null'),
    async refusal(body: unknown, caller: { owner?: string; isCurator?: boolean } = {}) {
      const error: unknown = await put(body, caller).catch((thrown: unknown) => thrown);
      if (error instanceof ProblemError) return error.problem;
      throw new Error('It was not refused.', { cause: error });
    },
  };
}
