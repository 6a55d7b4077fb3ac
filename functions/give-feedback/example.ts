import { ExampleDocument, JobDocument, keys, MAX_EXAMPLES, ReportDocument } from '../../events';
import { CatalogError, readCatalog } from '../../events/documents/catalog';
import { selectOnlyViolation } from '../../lib/sql/select-only';
import { type Job, ordinalsOf } from '../shared/domain/job';
import { ProblemError } from '../shared/http/problem';
import type { ObjectStore } from '../shared/object-store/port';
import { currentRules } from '../shared/tables/apply-catalog';
import { readTablesDocument } from '../shared/tables/stored-tables';

export interface ExamplePorts {
  readonly objects: Pick<ObjectStore, 'read' | 'write' | 'list' | 'erase'>;
  /** Of the warehouse. */
  readonly schema: string;
  readonly now: () => string;
}

/**
 * The example of a job that has succeeded: its question, and the first statement that returned rows to its last program.
 * @throws ProblemError with the reason, if the job cannot be one
 */
export async function exampleOf({ objects, schema, now }: ExamplePorts, job: Job): Promise<ExampleDocument> {
  const { jobId, followUpOf } = job.accepted;
  if (followUpOf !== undefined) {
    throw notAnExample(
      `Job ${jobId} is a follow-up, whose question needs those before it. Ask the whole question, and verify that job.`,
    );
  }
  const [question, sql] = await Promise.all([questionOf(objects, jobId), statementOf(objects, job)]);
  const example = { version: 1 as const, jobId, createdAt: now(), question, sql };
  const parsed = ExampleDocument.safeParse(example);
  if (!parsed.success) {
    throw notAnExample('The question may have 1,000 characters and its SQL 4,000. Ask it in fewer words.');
  }
  await refuseWithheld(objects, schema, parsed.data);
  await refuseTooMany(objects, jobId);
  return parsed.data;
}

async function questionOf(objects: ExamplePorts['objects'], jobId: string): Promise<string> {
  const text = await objects.read(keys.job(jobId));
  if (text === undefined) throw notAnExample(`The question of job ${jobId} has expired.`);
  return JobDocument.parse(JSON.parse(text)).prompt;
}

async function statementOf(objects: ExamplePorts['objects'], { accepted: { jobId }, reports }: Job): Promise<string> {
  const attempt = Math.max(...ordinalsOf(reports));
  const text = await objects.read(keys.report(jobId, attempt));
  const { queries = [] } = text === undefined ? {} : ReportDocument.parse(JSON.parse(text));
  const found = queries.find(
    ({ sql, result, rows = 0 }) => result === 'finished' && rows > 0 && selectOnlyViolation(sql) === undefined,
  );
  if (!found) throw notAnExample(`The program of job ${jobId} ran no statement that returned rows.`);
  return found.sql.trim();
}

/** An example is sent to the model, so it may name nothing that the catalog withholds now. */
async function refuseWithheld(
  objects: ExamplePorts['objects'],
  schema: string,
  { question, sql }: ExampleDocument,
): Promise<void> {
  const [text, misnamed, tables] = await Promise.all([
    objects.read(keys.catalog),
    objects.read(keys.misnamedCatalog),
    readTablesDocument(objects, schema),
  ]);
  if (!tables) throw unavailable('The tables are not described. The next question has them described; retry then.');
  const withheld = currentRules(tables, catalogOf(text, misnamed)).withheldInText()(`${question}\n${sql}`);
  if (!withheld) return;
  const name = [withheld.table, withheld.column].filter((part) => part !== undefined).join('.');
  throw notAnExample(`The question or its SQL names ${name}, which the catalog withholds from the model.`);
}

function catalogOf(text: string | undefined, misnamed: string | undefined) {
  try {
    return readCatalog(text, misnamed);
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    throw unavailable(`${error.message} An operator must correct it.`);
  }
}

/** The reader leaves out what is beyond the maximum. */
async function refuseTooMany(objects: ExamplePorts['objects'], jobId: string): Promise<void> {
  const stored = await objects.list(keys.examples);
  if (stored.length < MAX_EXAMPLES || stored.includes(keys.example(jobId))) return;
  throw new ProblemError(
    'too-many-examples',
    `There are ${MAX_EXAMPLES} examples of verified jobs, the maximum. Set \`verified\` of another job to false first.`,
  );
}

const notAnExample = (reason: string): ProblemError => new ProblemError('not-an-example', reason);
const unavailable = (reason: string): ProblemError => new ProblemError('tables-unavailable', reason);
