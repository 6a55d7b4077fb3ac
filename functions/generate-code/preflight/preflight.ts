import type { Warehouse } from '../../shared/warehouse/port';
import { installedModules } from '../instructions';
import type { ProgramInput } from '../tool';
import { importProblems } from './imports';
import { parseProgram } from './python';
import { literalQueries, queryProblems } from './queries';
import { syntaxProblems } from './syntax';

export interface Problem {
  readonly kind: 'syntax' | 'import' | 'statement';
  /** For the model. The warehouse's words are in it, and may quote values of tables. */
  readonly text: string;
}

const all = (kind: Problem['kind'], texts: readonly string[]): Problem[] => texts.map((text) => ({ kind, text }));

/**
 * What is wrong with a program as far as it can be told without running it: its syntax, its imports, its statements; `forbidden` names tables that may not be read. Rejects with WarehouseUnavailable.
 */
export async function problemsOf(
  { program, queries }: ProgramInput,
  warehouse: Warehouse,
  forbidden: readonly string[],
): Promise<Problem[]> {
  const parsed = parseProgram(program);
  const syntax = all('syntax', syntaxProblems(parsed));
  if (syntax.length > 0) return syntax;
  const statements = [...queries, ...literalQueries(parsed)];
  const imports = all('import', importProblems(parsed, installedModules));
  return [...imports, ...all('statement', await queryProblems(statements, warehouse, forbidden))];
}
