import { tokensOf } from '../../shared/model/estimate';
import type { TableDescription, Tables } from '../tables/description';
import { fitToBudget, sizeOf } from '../tables/fit';
import { MAX_TOKENS } from './tool';

/** How much a request may hold: the tables, and the tokens of the response. */
export interface RequestSize {
  readonly tables: Tables;
  readonly maxTokens: number;
}

/** A program of some 60 lines. */
const MIN_OUTPUT_TOKENS = 1024;
const CHARACTERS_PER_TOKEN = 3;
/** The share of the tables' characters for the names of those that are not described. */
const NAMES_SHARE = 0.1;
/** The largest share of terms and relationships. */
const KNOWLEDGE_SHARE = 0.2;

/**
 * A smaller request, after the model refused a request as longer than its context: half of it, or what fits where the error
 * names the size. Undefined if nothing can be left out any more.
 * @param otherCharacters characters of the request without its tables
 */
export function smallerSize(
  { tables, maxTokens }: RequestSize,
  otherCharacters: number,
  contextTokens?: number,
): RequestSize | undefined {
  const size = JSON.stringify(tables).length;
  const half = Math.max(MIN_OUTPUT_TOKENS, Math.floor(maxTokens / 2));
  const output = contextTokens === undefined ? half : Math.min(half, Math.max(MIN_OUTPUT_TOKENS, contextTokens / 4));
  const fitting =
    contextTokens === undefined ? size / 2 : (contextTokens - output) * CHARACTERS_PER_TOKEN - otherCharacters;
  const smaller = fitTables(tables, Math.min(fitting, size / 2));
  const isSmaller = JSON.stringify(smaller).length < size || output < maxTokens;
  return isSmaller ? { tables: smaller, maxTokens: Math.floor(output) } : undefined;
}

/** The context in tokens that the smallest request needs, in words. */
export function neededContext({ tables }: RequestSize, otherCharacters: number): string {
  const smallest = JSON.stringify(fitTables(tables, 0)).length;
  const tokens = tokensOf(smallest + otherCharacters);
  const enough = Math.ceil((tokens + MIN_OUTPUT_TOKENS) / 1024) * 1024;
  return (
    `The instructions, the question and one table take about ${tokens} tokens. The model needs a context of at least ` +
    `${enough} tokens, better of ${enough + MAX_TOKENS}: allow a longer context where the model is served, or choose ` +
    'another model.'
  );
}

/** The first tables that fit, the first one in any case. Without examples, and with terms and relationships that fit. */
function fitTables({ examples: _, terms, relationships, ...tables }: Tables, budget: number): Tables {
  const described: TableDescription[] = [];
  const left: string[] = [];
  const knowledge = { ...(terms && { terms }), ...(relationships && { relationships }) };
  const knowledgeSize = JSON.stringify(knowledge).length;
  const hasKnowledge = knowledgeSize <= budget * KNOWLEDGE_SHARE;
  let remaining = budget * (1 - NAMES_SHARE) - (hasKnowledge ? knowledgeSize : 0);
  for (const [index, table] of tables.tables.entries()) {
    const description = fitToBudget(table, index === 0 ? remaining : remaining / 2);
    if (index > 0 && (left.length > 0 || sizeOf(description) > remaining)) left.push(table.name);
    else {
      described.push(description);
      remaining -= sizeOf(description);
    }
  }
  const names: string[] = [];
  let forNames = budget * NAMES_SHARE;
  for (const name of [...left, ...tables.otherTables]) {
    forNames -= name.length + 3;
    if (forNames < 0) break;
    names.push(name);
  }
  return { ...tables, tables: described, otherTables: names, ...(hasKnowledge && knowledge) };
}
