import { markdownLines } from '../../../../client/cli/markdown';
import { width } from '../../../../client/cli/terminal';
import { formatValue } from '../../../../client/format';

describe('an answer in a terminal', () => {
  it('aligns table columns, numbers to the right, counting wide characters', () => {
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

  it('right-aligns a column of numbers without a mark', () => {
    expect(markdownLines('| n | share |\n|---|---|\n| 5 | 12.5 % |\n| 100 | 3 % |')).toEqual([
      '  n   share',
      '───  ──────',
      '  5  12.5 %',
      '100     3 %',
    ]);
  });

  it('wraps text cells when a table is wider than the terminal, and keeps numbers whole', () => {
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

  it('does not break words of ordinary length', () => {
    const table = ['| a | b |', '|---|---|', '| cancelled or delivered | 2026-01-02 18:30 |'];
    expect(markdownLines(table.join('\n'), 22).slice(2)).toEqual([
      'cancelled   2026-01-02',
      'or          18:30',
      'delivered',
    ]);
  });

  it('prints rows as blocks when the table does not fit', () => {
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

  it('wraps sentences at spaces and indents list items', () => {
    expect(markdownLines('There are 12 of them.\n- one thing and another', 12)).toEqual([
      'There are 12',
      'of them.',
      '· one thing',
      '  and',
      '  another',
    ]);
  });

  it('keeps code unchanged and shows images by file name', () => {
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
])('the value %s is formatted as %s', (value, shown) => expect(formatValue(value)).toBe(shown));

test('combining characters have no width', () => expect(width('e\u0301')).toBe(1));
