import { markdownLines } from '../../../../client/cli/markdown';
import { width } from '../../../../client/cli/terminal';
import { figure } from '../../../../client/format';

describe('an answer in a terminal', () => {
  it('has tables in columns, figures to the right, wide letters counted', () => {
    const table = [
      '| city | **sales** | note |',
      '|---|---:|---|',
      '| München | 1,200.5 | a \\| b |',
      '| 東京 | 7 | |',
    ];
    expect(markdownLines(table.join('\n'))).toEqual([
      'city       sales  note',
      '───────  ───────  ─────',
      'München  1,200.5  a | b',
      '東京           7',
    ]);
  });

  it('puts a column of figures to the right that no one aligned', () => {
    expect(markdownLines('| n | share |\n|---|---|\n| 5 | 12.5 % |\n| 100 | 3 % |')).toEqual([
      '  n   share',
      '───  ──────',
      '  5  12.5 %',
      '100     3 %',
    ]);
  });

  it('breaks cells of text where a table is wider than the terminal, and keeps figures whole', () => {
    const table = [
      '| column | rows | meaning |',
      '|---|---:|---|',
      '| paid | 1,200 | What the customer paid in euros |',
    ];
    expect(markdownLines(table.join('\n'), 32)).toEqual([
      'column   rows  meaning',
      '──────  ─────  ─────────────────',
      'paid    1,200  What the customer',
      '               paid in euros',
    ]);
  });

  it('does not break words of a table that are as long as words are', () => {
    const table = ['| a | b |', '|---|---|', '| cancelled or delivered | 2026-01-02 18:30 |'];
    expect(markdownLines(table.join('\n'), 22).slice(2)).toEqual([
      'cancelled   2026-01-02',
      'or          18:30',
      'delivered',
    ]);
  });

  it('puts each row by itself where even that does not fit', () => {
    const table = [
      '| first column | second one | third |',
      '|---|---|---|',
      '| a b c d e f g | 2 | 3 |',
      '| x | y | z |',
    ];
    expect(markdownLines(table.join('\n'), 24)).toEqual([
      'first column  a b c d e',
      '              f g',
      'second one    2',
      'third         3',
      '',
      'first column  x',
      'second one    y',
      'third         z',
    ]);
  });

  it('breaks sentences at spaces, and puts what follows in a list below its beginning', () => {
    expect(markdownLines('There are 12 of them.\n- one thing and another', 12)).toEqual([
      'There are 12',
      'of them.',
      '· one thing',
      '  and',
      '  another',
    ]);
  });

  it('keeps code as it is, and shows pictures by their file', () => {
    expect(markdownLines('## Title\n- item `x`\n```\n| a | **b** |\n```\n![Sales](chart.png)')).toEqual([
      'Title',
      '· item x',
      '  | a | **b** |',
      '[Sales: chart.png]',
    ]);
  });
});

test.each([
  [2026, '2026'],
  [1_234_567, '1,234,567'],
  [0.123456789, '0.123457'],
  [98_765.4321, '98,765.4'],
  [true, 'true'],
  [null, 'unknown'],
])('the value %s is shown as %s', (value, shown) => expect(figure(value)).toBe(shown));

test('marks without a width of their own take no column', () => expect(width('e\u0301')).toBe(1));
