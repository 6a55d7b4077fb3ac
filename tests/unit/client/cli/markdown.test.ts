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
