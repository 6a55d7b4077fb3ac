import { element } from './dom';

/** A table that can be asked about, with notes on how its file was read. */
interface Table {
  readonly name: string;
  readonly rows: number;
  readonly notes: readonly string[];
}

/** The tables of the local system; none where the page's server does not know them. */
export const readTables = async (): Promise<readonly Table[]> => (await (await fetch('tables.json')).json()) as Table[];

/** The list of tables, folded, with the notes on each. */
export function tablesView(tables: readonly Table[]): HTMLElement[] {
  const count = tables.reduce((sum, { notes }) => sum + notes.length, 0);
  const notes = count === 0 ? '' : `, ${count} ${count === 1 ? 'note' : 'notes'} on how they were read`;
  const items = tables.map(({ name, rows, notes }) =>
    element(
      'li',
      {},
      `${name} (${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'})`,
      notes.length > 0
        ? element(
            'ul',
            {},
            notes.map((note) => element('li', {}, note)),
          )
        : undefined,
    ),
  );
  const title = `${tables.length} ${tables.length === 1 ? 'table' : 'tables'}${notes}`;
  return [element('summary', {}, title), element('ul', {}, items)];
}
