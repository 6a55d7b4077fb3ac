import { describeFiles, describeTables } from '../../../../local/commands/shared/describe-tables';

const tables = (count: number, notes: readonly string[] = []) =>
  Array.from({ length: count }, (_, n) => ({ name: `t${n}`, file: `t${n}.csv`, rows: 1000 * n, notes }));
const loaded = (count: number, notes?: readonly string[]) => ({
  tables: { tables: tables(count, notes), skipped: [], ignored: [] },
});

describe('the tables of a folder', () => {
  it('are all named with their rows', () => {
    expect(describeTables(loaded(2))).toBe('t0 (0 rows), t1 (1,000 rows)');
  });

  it('are a count and the first ten where they are many', () => {
    const text = describeTables(loaded(150));
    expect(text).toMatch(/^150 tables: t0 \(0 rows\), .*t9 \(9,000 rows\), and 140 more tables$/);
  });
});

describe('the files of a folder', () => {
  it('have a line for each note and each skipped file, and one for what was not looked at', () => {
    const { tables: report } = loaded(1, ['a: percent']);
    const skipped = [{ file: 'b.csv', reason: 'the file is empty' }];
    const ignored = [{ file: 'c', reason: 'subfolders are not read' }];
    expect(describeFiles({ tables: { ...report, skipped, ignored } })).toEqual([
      ['Note', 't0: a: percent'],
      ['Skipped', 'b.csv: the file is empty'],
      ['Not read', 'c (subfolders are not read)'],
    ]);
  });

  it('have the first twenty notes, and the number of the others', () => {
    const lines = describeFiles(loaded(30, ['a note']));
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toEqual(['Note', 'and 10 more notes']);
  });
});
