import type { AllowedTable } from '../../shared/tables/apply-catalog';
import { fullDescription, type TableDescription } from './description';
import { type Evidence, evidenceOf } from './evidence';
import { bareDescription, fitToBudget, sizeOf } from './fit';
import { neighboursOf, type RelatedTables } from './joins';
import { contains, stemsOf } from './words';

/** Characters of JSON for the tables that the question names, and for those with other evidence. */
interface Budget {
  readonly named: number;
  readonly others: number;
}

const BUDGET: Budget = { named: 10_000, others: 7_000 };
/** Of the strongest evidence: tables with less than this share matter only by chance. */
const MIN_SHARE = 0.25;
const MAX_TABLES = 8;
const MAX_NEIGHBOURS = 4;
const MAX_OTHER_NAMES = 500;
const SAMPLE_ROWS = 2;

export interface Selection {
  readonly tables: readonly TableDescription[];
  /** Names of the other tables. Empty if the question names a table. */
  readonly otherTables: readonly string[];
}

/** What else than the question says which tables matter. */
export interface Hints {
  /** An earlier program for the question: tables that it uses count as named. */
  readonly program?: string;
  /** Tables of terms that the question has: they count as named. */
  readonly termTables?: readonly string[];
  readonly related?: readonly RelatedTables[];
}

/**
 * The tables that matter to a question: those that it names first and in full, then those with other evidence, then
 * those that join them. Without any evidence, as many as fit.
 */
export function selectTables(
  tables: readonly AllowedTable[],
  question: string,
  { program = '', termTables = [], related = [] }: Hints = {},
  budget: Budget = BUDGET,
): Selection {
  const used = new Set(program.toLowerCase().split(/[^\p{L}\p{N}_$]+/u));
  const evidence = evidenceOf(tables, question).map((one) => ({
    ...one,
    isNamed: one.isNamed || used.has(one.table.name.toLowerCase()) || termTables.includes(one.table.name),
  }));
  const named = evidence.filter(({ isNamed }) => isNamed).map(({ table }) => table);
  const others = withEvidence(evidence, named.length);
  const chosen = [...named, ...others];
  const neighbours = neighboursOf(tables, related);
  const joined = [...new Set(chosen.flatMap(neighbours))].filter((table) => !chosen.includes(table));

  const isNeeded = valueInQuestion(question);
  const selected: TableDescription[] = [];
  let left = budget.named;
  const add = (table: AllowedTable, share: number, describe: (full: TableDescription) => TableDescription) => {
    const description = fitToBudget(describe(fullDescription(table)), left * share, isNeeded);
    if (selected.length > 0 && sizeOf(description) > left) return;
    selected.push(description);
    left -= sizeOf(description);
  };
  // The first named table may use the whole budget, every other table half of what remains.
  for (const table of named) add(table, selected.length === 0 ? 1 : 0.5, withFewSamples);
  left = Math.min(left, budget.others);
  for (const table of others) add(table, 0.5, withFewSamples);
  for (const table of joined.slice(0, MAX_NEIGHBOURS)) add(table, 0.5, bareDescription);
  if (chosen.length === 0) for (const { table } of evidence) add(table, 0.25, withFewSamples);

  const names = new Set(selected.map(({ name }) => name));
  const otherTables = named.length > 0 ? [] : tables.map(({ name }) => name).filter((name) => !names.has(name));
  return { tables: selected, otherTables: otherTables.sort().slice(0, MAX_OTHER_NAMES) };
}

/** Tables that are not named, and whose evidence is near to the strongest. */
function withEvidence(evidence: readonly Evidence[], named: number): AllowedTable[] {
  const strongest = Math.max(0, ...evidence.map(({ score }) => score));
  return evidence
    .filter(({ isNamed, score }) => !isNamed && score > 0 && score >= MIN_SHARE * strongest)
    .slice(0, Math.max(1, MAX_TABLES - named))
    .map(({ table }) => table);
}

const withFewSamples = (table: TableDescription): TableDescription =>
  table.sample ? { ...table, sample: table.sample.slice(0, SAMPLE_ROWS) } : table;

function valueInQuestion(question: string): (value: unknown) => boolean {
  const text = stemsOf(question);
  return (value) => typeof value === 'string' && contains(text, stemsOf(value));
}
