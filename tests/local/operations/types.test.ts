import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pythonOf } from '../../../local/setup/paths';
import { readTables } from '../../../operations/load/tables';
import { openTestWarehouse } from '../endpoints/warehouse';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

/** Columns of all kinds, and values whose type only the whole column decides. */
const FILES = {
  'kinds.csv': lines(
    'whole,big,huge,point,flag,code,nothing,words,clock,day,instant',
    '1,3000000000,12345678901234567890123,1.5,true,007,,a,10:30,2024-01-02,2024-01-02 10:00',
    'NA,5,7,2,FALSE,12,,"b, ""c""",9:05:01,2024-12-31,2024-12-31T23:59:59',
  ),
  'spellings.csv': lines(
    'month_first,day_first,worded',
    '01/31/2024,31/01/2024,"Jan 2, 2024"',
    '01/02/2024,01/02/2024,',
  ),
  'commas.csv': lines('ort;betrag', 'Köln;1,5', 'Bonn;2'),
  'no header.csv': lines('1,2.5,x', '2,3.5,y'),
  'only header.csv': 'a,b\n',
};

it('tables have the same columns of the same types in Redshift as in the local warehouse', async () => {
  const warehouse = await openTestWarehouse(FILES);
  try {
    const scratch = join(warehouse.folder, 'scratch');
    mkdirSync(scratch);
    const { tables, skipped } = await readTables(pythonOf('emulator'), join(warehouse.folder, 'data'), scratch);
    expect([tables.length, skipped]).toEqual([Object.keys(FILES).length, []]);
    for (const { name, columns } of tables) {
      const local = await warehouse.ask(
        `select column_name, data_type from svv_columns where table_name = '${name}' order by ordinal_position`,
      );
      expect([name, columns.map((column) => `"${column.name}","${column.type.replace(/\(.*\)/, '')}"`)]).toEqual([
        name,
        local,
      ]);
    }
    const types = tables.find(({ name }) => name === 'kinds')?.columns.map(({ type }) => type);
    expect(types).toEqual([
      'integer',
      'bigint',
      'numeric(38,0)',
      'double precision',
      'boolean',
      'character varying(256)',
      'character varying(256)',
      'character varying(256)',
      'time without time zone',
      'date',
      'timestamp without time zone',
    ]);
  } finally {
    await warehouse.close();
  }
}, 60_000);
