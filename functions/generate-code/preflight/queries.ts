import { StatementError, type Warehouse } from '../../shared/warehouse/port';
import { nodesOf, type ParsedProgram } from './python';

const PARALLEL = 4;
const MAX_STATEMENTS = 40;

/**
 * What the warehouse says against the statements, a sentence each; they are explained, not run.
 * Rejects with WarehouseUnavailable.
 */
export async function queryProblems(
  statements: readonly string[],
  warehouse: Warehouse,
  forbidden: readonly string[] = [],
): Promise<string[]> {
  const queue = [...new Set(statements.map(trimmed))].slice(0, MAX_STATEMENTS);
  const problems: string[] = [];
  const work = async () => {
    for (let sql = queue.shift(); sql !== undefined; sql = queue.shift()) {
      const problem = await problemOf(sql, warehouse, forbidden);
      if (problem) problems.push(`query \`${sql.slice(0, 300)}\`: ${problem}`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return problems;
}

/** Statements that the program gives to `query` as plain literals, declared or not. */
export function literalQueries({ text, tree }: ParsedProgram): string[] {
  const found: string[] = [];
  for (const node of nodesOf({ text, tree })) {
    if (node.name !== 'CallExpression' || text.slice(node.firstChild?.from, node.firstChild?.to) !== 'query') continue;
    const argument = node.getChild('ArgList')?.firstChild?.nextSibling;
    if (argument?.name !== 'String') continue;
    const literal = /^r?("""|'''|"|')([\s\S]*)\1$/i.exec(text.slice(argument.from, argument.to));
    if (literal?.[2] && !literal[2].includes('\\')) found.push(literal[2]);
  }
  return found;
}

async function problemOf(sql: string, warehouse: Warehouse, forbidden: readonly string[]): Promise<string | undefined> {
  if (!/^(\(\s*)*(select|with)\b/i.test(withoutComments(sql))) return 'only SELECT statements can be run';
  const table = forbidden.find((name) => readsFrom(sql, name));
  if (table !== undefined) return `relation "${table}" does not exist`;
  try {
    await warehouse.query(`EXPLAIN ${sql}`);
    return undefined;
  } catch (error) {
    if (error instanceof StatementError) return error.message;
    throw error;
  }
}

/** Said of it as if it were not there. The grants of the warehouse's user are the boundary; this saves a try. */
function readsFrom(sql: string, table: string): boolean {
  const name = table.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const more = '(?:(?!\\b(?:select|where|group|order|having|on)\\b)[^()])*?,\\s*';
  const reads = `\\b(?:from|join)[\\s(]*(?:${more})?(?:(?:\\w+|"[^"]+")\\.)?"?${name}"?(?![\\w.])`;
  return new RegExp(reads, 'i').test(sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' '));
}

const trimmed = (sql: string): string => sql.trim().replace(/;\s*$/, '').trim();

const withoutComments = (sql: string): string => sql.replace(/^(\s*--[^\n]*\n|\s*\/\*[\s\S]*?\*\/)*\s*/, '');
