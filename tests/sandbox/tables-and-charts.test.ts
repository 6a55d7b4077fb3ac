import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OpenSandbox, openSandbox } from './support';

jest.setTimeout(120_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox({ maxAttempts: 50 });
});
afterAll(() => open?.close());

const FRAME = `
import pandas as pd
from interpreter import answer, chart, table, words
frame = pd.DataFrame({'city': ['Bern', 'Pa|ris', None], 'share': [0.5, 0.25, 0.25], 'people': [1234567, 2, 3]})
`;
const run = (program: string) => open.run(`${FRAME}${program}`, {});

type Outputs = readonly { readonly name: string; readonly path: string }[];

const contentOf = (outputs: Outputs, name: string): string =>
  readFileSync(outputs.find((one) => one.name === name)?.path ?? '', 'utf8');

/** A specification as Vega draws it. */
interface Drawing {
  /** By the schema of Vega-Lite. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly texts: readonly string[];
  readonly marks: readonly (readonly unknown[])[];
}

function drawingsOf(specifications: readonly string[]): readonly Drawing[] {
  const { stdout, stderr } = spawnSync('node', [join(__dirname, 'vega.mjs')], {
    input: `[${specifications.join(',')}]`,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as Drawing[];
}

describe('table()', () => {
  it('returns the first rows as Markdown and writes all of them to a file', async () => {
    const { answer, outputs } = await run("answer(table(frame, name='cities', rows=2, formats={'share': '%'}))");
    expect(answer).toContain('| Bern | 50.0% | 1,234,567 |');
    expect(answer).toContain('| Pa\\|ris | 25.0% | 2 |');
    expect(answer).toContain('The first 2 of 3 rows; all are in `cities.csv`.');
    expect(contentOf(outputs, 'cities.csv').trim().split('\n')).toHaveLength(4);
  });

  it('has the groups of groupby() as columns, and not the places of selected rows', async () => {
    const { answer, outputs } = await run(
      "sums = frame.groupby('city').people.sum()\n" +
        "answer(table(sums, name='sums') + '\\n\\n' + table(frame[frame.people < 3], name='selected'))",
    );
    expect(answer).toContain('| city | people |');
    expect(answer).toContain('| Bern | 1,234,567 |');
    expect(answer).toContain('| city | share | people |');
    expect(contentOf(outputs, 'sums.csv')).toContain('Bern,1234567');
  });

  it('puts units into the header, and gives a column the same decimals', async () => {
    const { answer } = await run(
      "numbers = pd.DataFrame({'size_cm': [1.5, 20, None], 'part': [0.406, -0.0128, 0.0279], 'id': [1234.0, 7, None]})\n" +
        "answer(table(numbers, formats={'size_cm': 'cm', 'id': 'name'}))",
    );
    expect(answer?.split('\n')).toEqual([
      '| size cm (cm) | part | id |',
      '| ---: | ---: | --- |',
      '| 1.50 | 0.406 | 1234 |',
      '| 20.00 | -0.013 | 7 |',
      '|  | 0.028 | unknown |',
    ]);
  });

  it('shows cells as they are, whatever Markdown they have', async () => {
    const { answer } = await run(
      "answer(table(pd.DataFrame({'[a](b)': ['[pay](http://x.example)', '<b>', '`*a*`', 'a\\n| b', 'x' * 300]})))",
    );
    expect(answer?.split('\n').slice(0, -1)).toEqual([
      '| \\[a](b) |',
      '| --- |',
      '| \\[pay](http://x.example) |',
      '| \\<b> |',
      '| \\`\\*a\\*\\` |',
      '| a \\| b |',
    ]);
    expect(answer?.split('\n').at(-1)?.length).toBeLessThan(210);
  });

  it('keeps the files of several tables and charts without names', async () => {
    const { outputs } = await run(
      "table(frame)\ntable(frame[['city']])\nchart.bar(frame, x='city', y='people')\nanswer(chart.bar(frame, x='city', y='share'))",
    );
    expect(contentOf(outputs, 'table.csv')).toContain('city,share,people');
    expect(contentOf(outputs, 'table-2.csv').split('\n')[0]?.trim()).toBe('city');
    expect(outputs.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['chart.png', 'chart-2.png', 'chart-2.vl.json']),
    );
  });

  it('refuses a name that is a path', async () => {
    const { error } = await run("table(frame, name='../cities')");
    expect(error?.traceback).toContain('The name of a table may have letters, digits, ., - and _ only.');
  });
});

describe('chart', () => {
  it.each(['bar', 'line', 'pie'])('%s() writes an image and a specification of the same rows', async (kind) => {
    const { outputs } = await run(`chart.${kind}(frame, x='city', y='people', title='People')\nanswer('done')`);
    const spec = JSON.parse(contentOf(outputs, 'chart.vl.json'));
    expect(spec).toMatchObject({
      title: 'People',
      data: {
        values: expect.arrayContaining([
          { city: 'Bern', people: 1234567 },
          { city: 'unknown', people: 3 },
        ]),
      },
    });
    expect(outputs.map(({ name }) => name)).toContain('chart.png');
  });

  it('has at most 5,000 rows in the specification', async () => {
    const { outputs } = await run(
      "many = pd.DataFrame({'x': range(6000), 'y': range(6000)})\nchart.scatter(many, x='x', y='y')\nanswer('done')",
    );
    expect(JSON.parse(contentOf(outputs, 'chart.vl.json')).data.values).toHaveLength(5000);
  });

  it('says in the title how many bars and series are left out', async () => {
    const { outputs } = await run(
      "many = pd.DataFrame({'x': [f'x{n}' for n in range(60)], 'y': range(60)})\n" +
        "chart.bar(many, x='x', y='y', title='Bars', name='bars')\n" +
        "chart.line(many, x='y', y='y', color='x', title='Lines', name='lines')\nanswer('done')",
    );
    expect(JSON.parse(contentOf(outputs, 'bars.vl.json')).title).toBe('Bars (the first 40 of 60)');
    expect(JSON.parse(contentOf(outputs, 'lines.vl.json')).title).toBe('Lines (the 10 largest of 60)');
  });

  it('adds up the smallest slices, and keeps the total', async () => {
    const { outputs } = await run(
      "many = pd.DataFrame({'x': [f'x{n}' for n in range(20)], 'y': range(20)})\nchart.pie(many, x='x', y='y')\nanswer('done')",
    );
    const { values } = JSON.parse(contentOf(outputs, 'chart.vl.json')).data as { values: { x: string; y: number }[] };
    expect(values.map(({ x }) => x)).toEqual(['x19', 'x18', 'x17', 'x16', 'x15', 'x14', 'x13', 'other']);
    expect(values.reduce((sum, { y }) => sum + y, 0)).toBe(190);
  });

  it.each([
    ["chart.bar(frame, x='town', y='people')", "There is no column 'town' to draw; there are city, share, people."],
    ["chart.bar(frame, x='people', y='city')", "Column 'city' has no numbers to draw."],
    ["chart.bar(frame[:0], x='city', y='people')", "There are no rows with numbers in 'people' to draw."],
    [
      "chart.pie(frame.assign(people=-1), x='city', y='people')",
      'A pie chart cannot show negative numbers: use chart.bar().',
    ],
    [
      "chart.pie(frame.assign(people=0), x='city', y='people')",
      'A pie chart cannot show zeros alone: use chart.bar().',
    ],
    [
      "chart.bar(frame, x='city', y='people', name='../a')",
      'The name of a chart may have letters, digits, ., - and _ only.',
    ],
    [
      "chart.bar(pd.concat([frame, frame], axis=1), x='city', y='people')",
      "Several columns are called 'city': rename them.",
    ],
  ])('explains what is wrong with %s', async (call, message) => {
    const { error } = await run(call);
    expect(error?.traceback).toContain(message);
  });

  it('leaves missing and infinite numbers out', async () => {
    const { outputs } = await run(
      "odd = pd.DataFrame({'x': list('abcd'), 'y': [1, None, float('inf'), 4]})\nchart.line(odd, x='x', y='y')\nanswer('done')",
    );
    expect(JSON.parse(contentOf(outputs, 'chart.vl.json')).data.values).toEqual([
      { x: 'a', y: 1 },
      { x: 'd', y: 4 },
    ]);
  });

  const NAMES = [
    ...['plain', '{}', '{0!r}', 'a.b', 'a[0]', "it's", '"quoted"', 'a\\b', '__proto__', '$x^$', '_hidden', '<b>|`'],
    ...['n'.repeat(300), '城市', 'مدينة', 'two\nlines', 'x', 'y', 'color', 'end', 'rows', ''],
  ];
  /** The same rows by each of the names, with as many more columns as the chart has. */
  const drawn = (call: string) => `
for at, name in enumerate(${JSON.stringify(NAMES)}):
    x, y, color = name, f'{name} 2', f'{name} 3'
    rows = pd.DataFrame({x: list(range(6)), y: [3.0, 1, 4, 1, 5, 9], color: ['$5–$10', '_a', '{}'] * 2})
    labels = rows.assign(**{x: ['a', '$b$', '_c', 'd.e', 'f[0]', '']})
    times = rows.assign(**{x: pd.date_range('2026-01-01', periods=6, freq='MS')})
    ${call.replace(')', ", name=f'c{at:02}', title='Chart')")}
answer('done')
`;

  it.each([
    'chart.bar(labels, x, y)',
    'chart.bar(labels, x, y, color)',
    "chart.bar(times, x, y, grain='month')",
    "chart.line(times, x, y, color, unit='%')",
    'chart.line(rows, x, y)',
    "chart.line(rows, x, y, grain='year')",
    'chart.scatter(rows, x, y, color)',
    "chart.pie(labels, x, y, unit='EUR')",
    'chart.histogram(rows, y)',
  ])('%s is valid Vega-Lite, and the same for each name of a column', async (call) => {
    const { outputs, warnings } = await open.run(FRAME + drawn(call), { outputFiles: 60 });
    // Fonts differ between machines.
    expect(warnings.filter((one) => !one.startsWith('The chart has letters that no font'))).toEqual([]);
    expect(outputs.filter(({ name }) => name.endsWith('.png'))).toHaveLength(NAMES.length);
    const drawings = drawingsOf(NAMES.map((_, at) => contentOf(outputs, `c${String(at).padStart(2, '0')}.vl.json`)));
    const [plain] = drawings;
    expect(plain?.marks.length).toBeGreaterThan(0);
    expect(plain?.texts).toContain('Chart');
    for (const [at, { errors, warnings, marks }] of drawings.entries()) {
      expect({ name: NAMES[at], errors, warnings, marks }).toEqual({
        ...{ name: NAMES[at], errors: [], warnings: [] },
        marks: plain?.marks,
      });
    }
  });
});

describe('words', () => {
  it('writes numbers, shares, nouns and lists', async () => {
    const { answer } = await run(
      "answer(' · '.join([words.number(39.049, 'years'), words.number(0.309, '%'), words.plural(2, 'city'), words.listing(['a', 'b', 'c']), words.number(None)]))",
    );
    expect(answer).toBe('39.05 years · 30.9% · 2 cities · a, b and c · –');
  });

  it('keeps all digits of long integers, and the size of small numbers', async () => {
    const { answer } = await run(
      "id = pd.Series([2**53 + 1])[0]\nanswer(' · '.join([words.number(id), words.label(id), words.number(10**30), words.number(1e-300), words.number(-0.0001, '', 2), words.number(float('-inf'), '%')]))",
    );
    expect(answer).toBe(
      '9,007,199,254,740,993 · 9007199254740993 · 1,000,000,000,000,000,000,000,000,000,000 · 1.00e-300 · 0.00 · -∞',
    );
  });

  it('labels times of day and durations', async () => {
    const { answer } = await run(
      "import datetime\nanswer(' · '.join([words.label(datetime.time(9, 30)), words.label(pd.Timedelta('90min'))]))",
    );
    expect(answer).toBe('09:30:00 · 0 days 01:30:00');
  });

  it('has irregular plurals', async () => {
    const { answer } = await run(
      "answer(' · '.join([words.plural(2, 'person'), words.plural(3, 'children'), words.plural(2, 'sales person')]))",
    );
    expect(answer).toBe('2 people · 3 children · 2 sales people');
  });

  it('names rows by their columns, with a prefix for numbers', async () => {
    const { answer } = await run(
      "rows = pd.DataFrame({'user_id': [7, None], 'month': pd.to_datetime(['2026-03-01', None])})\n" +
        "answer(' · '.join(words.names(rows, {'user_id': 'user ', 'month': ''}, {'month': 'month'})))",
    );
    expect(answer).toBe('user 7, Mar 2026 · user unknown, unknown');
  });
});
