import type { TablesView } from '../../..';
import type { Job } from '../state/api';

const MAX_FOLLOW_UPS = 3;
/** Distinct values of a column by which an answer can be split and still be read. */
const MIN_GROUPS = 2;
const MAX_GROUPS = 12;

const CHART = /\b(chart|plot|graph|histogram|diagram)\b/i;

const words = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '');

/**
 * Questions that may follow an answer, by a rule on the schema: the columns of the tables that its SQL reads which have a
 * few values and occur neither in the question nor in the SQL, and a chart where there is none.
 */
export function followUpsOf(job: Job, tables: TablesView | undefined): string[] {
  const sql = job.queries.map((query) => query.sql).join('\n');
  if (job.status !== 'succeeded' || sql === '') return [];
  const known = words(`${job.prompt} ${sql}`);
  const columns = (tables?.tables ?? [])
    .filter(({ name }) => new RegExp(`\\b${literal(name)}\\b`, 'i').test(sql))
    .flatMap((table) => table.columns)
    .filter(({ distinct = 0, withheld }) => !withheld && distinct >= MIN_GROUPS && distinct <= MAX_GROUPS)
    .map(({ name }) => name)
    .filter((name) => !known.includes(words(name)));
  const splits = [...new Set(columns)].map((name) => `and by ${name}?`);
  const hasChart = CHART.test(job.prompt) || job.artifacts.some(({ mediaType }) => mediaType.startsWith('image/'));
  return [...splits.slice(0, hasChart ? MAX_FOLLOW_UPS : MAX_FOLLOW_UPS - 1), ...(hasChart ? [] : ['as a bar chart'])];
}

/** A text in a regular expression. */
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
