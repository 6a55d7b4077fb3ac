import type { TablesView } from '..';
import { bold, columns, dim, heading, say } from './terminal';

const rowsOf = (count: number): string => `${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}`;

/** Prints the tables with their columns, and the suggested questions. */
export function printTables({ tables, undescribed, suggestions, describedAt, stale }: TablesView): void {
  for (const { name, rows, description, columns: all } of tables) {
    say(`\n${bold(name)}  ${dim(rowsOf(rows))}${description ? `  ${description}` : ''}`);
    columns(
      all.map(({ name: column, type, description: meaning, withheld }) => [
        column,
        [dim(type), meaning, withheld && dim('(values withheld from the model)')].filter(Boolean).join('  '),
      ]),
    );
  }
  if (tables.length === 0) say('There are no tables to ask about.');
  if (undescribed.length > 0) say(`\nNot described: ${undescribed.join(', ')}`);
  if (suggestions.length > 0) heading('You can ask, for example');
  for (const question of suggestions) say(`  ${question}`);
  const age = stale ? '; they may have changed, the next question has them described again' : '';
  say(dim(`\nDescribed at ${describedAt}${age}`));
}
