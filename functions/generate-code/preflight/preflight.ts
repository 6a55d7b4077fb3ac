import type { Warehouse } from '../../shared/warehouse/port';
import { installedModules } from '../instructions';
import type { ProgramInput } from '../tool';
import { importProblems } from './imports';
import { parseProgram } from './python';
import { literalQueries, queryProblems } from './queries';
import { syntaxProblems } from './syntax';

/**
 * What is wrong with a program as far as it can be told without running it, a sentence each: its syntax, its
 * imports, its statements; `forbidden` names tables that may not be read. Rejects with WarehouseUnavailable.
 */
export async function problemsOf(
  { program, queries }: ProgramInput,
  warehouse: Warehouse,
  forbidden: readonly string[],
): Promise<string[]> {
  const parsed = parseProgram(program);
  const syntax = syntaxProblems(parsed);
  if (syntax.length > 0) return syntax;
  const statements = [...queries, ...literalQueries(parsed)];
  return [...importProblems(parsed, installedModules), ...(await queryProblems(statements, warehouse, forbidden))];
}
