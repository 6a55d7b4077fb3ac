import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyse } from '../../analyst';
import type { Tables } from '../../functions/generate-code/tables/description';
import { pythonOf } from '../../local/setup/paths';

interface Chart {
  readonly title: string;
  readonly mark: string;
  readonly rows: number;
  /** Labels of the horizontal axis of the image. */
  readonly ticks: readonly string[];
  /** Pairs of labels that lie on each other. */
  readonly overlapping: readonly string[][];
  /** Bytes of the image. */
  readonly image: number;
  readonly x?: string;
  readonly y?: string;
  readonly theta?: string;
}

interface ProgramOutput {
  readonly answer: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  readonly charts: Readonly<Record<string, Chart>>;
  readonly files: readonly string[];
}

const status = ['delivered', 'shipped', 'cancelled', 'a status with a very long name indeed'];
/** The table of tests/local/answers/run.py, as described to a model. */
const tables: Tables = {
  dialect: 'redshift',
  schema: 'public',
  tables: [
    {
      name: 'orders',
      rows: 700,
      columns: [
        { name: 'order_id', type: 'integer', nulls: 0, distinct: 700, min: 0, max: 699 },
        { name: 'customer_id', type: 'integer', nulls: 0, distinct: 40, min: 100, max: 139 },
        {
          ...{ name: 'ordered_at', type: 'timestamp without time zone', nulls: 0, distinct: 700 },
          ...{ min: '2024-01-05 10:00:00', max: '2025-12-04 10:00:00' },
        },
        { name: 'status', type: 'character varying', nulls: 0, distinct: 4, values: status },
        {
          name: 'channel',
          type: 'character varying',
          nulls: 0,
          distinct: 3,
          values: ['web', 'app', 'Österreich'],
        },
        { name: 'shipping_eur', type: 'double precision', nulls: 0, distinct: 100, min: 2, max: 11 },
        {
          name: 'reordered',
          type: 'integer',
          nulls: 0,
          distinct: 2,
          min: 0,
          max: 1,
          values: [0, 1],
        },
        {
          name: 'basket',
          type: 'character varying',
          nulls: 0,
          distinct: 4,
          values: ['again', 'one', 'two', 'three'],
        },
      ],
    },
  ],
  otherTables: [],
};

const outputs = new Map<string, ProgramOutput>();

/** Runs the analyst's program for a question, once. */
function answerTo(question: string): ProgramOutput {
  const output = outputs.get(question) ?? run(question);
  outputs.set(question, output);
  return output;
}

function run(question: string): ProgramOutput {
  const content = [
    { text: `<tables>\n${JSON.stringify(tables)}\n</tables>` },
    { text: `<question>\n${question}\n</question>` },
  ];
  const reply = analyse({ messages: [{ role: 'user', content }] });
  const input = JSON.stringify(reply.output);
  const call = JSON.parse(input).message.content.find((block: { toolUse?: object }) => block.toolUse)?.toolUse.input;
  if (!call?.program) throw new Error(`${question}: ${call?.unanswerable ?? input}`);
  const folder = mkdtempSync(join(tmpdir(), 'answers-'));
  try {
    const result = spawnSync(pythonOf('executor'), [join(__dirname, 'answers/run.py')], {
      cwd: folder,
      input: JSON.stringify({ program: call.program }),
      encoding: 'utf8',
    });
    if (result.status !== 0) throw new Error(`${question}: ${result.stderr}`);
    return JSON.parse(result.stdout) as ProgramOutput;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const first = ({ answer }: ProgramOutput): string => answer.split('\n')[0] ?? '';

it.each([
  ['Number of orders per month as a line chart', 'line', 'Month', 'Number of orders'],
  ['Average shipping_eur by status as a bar chart', 'bar', 'Average shipping (EUR)', 'Status'],
  ['Number of orders by status and channel as a chart', 'bar', 'Number of orders', 'Status'],
  ['Distribution of shipping_eur', 'bar', 'Shipping (EUR)', 'Rows'],
  ['Number of orders per day as a line chart', 'line', 'Day', 'Number of orders'],
])('draws %s with a title and named axes, as an image and as a specification', (question, mark, x, y) => {
  const { charts, files } = answerTo(question);
  expect(charts.chart).toMatchObject({ mark, x, y, overlapping: [] });
  expect(charts.chart?.title).not.toBe('');
  expect(charts.chart?.image).toBeGreaterThan(5_000);
  expect(files).toEqual(expect.arrayContaining(['chart.png', 'chart.vl.json']));
});

it('draws a pie chart of the groups', () => {
  expect(answerTo('Number of orders by status as a pie chart').charts.chart).toMatchObject({
    mark: 'arc',
    rows: 4,
    overlapping: [],
  });
});

it('labels days in a readable form', () => {
  const { charts } = answerTo('Number of orders per day in March 2025 as a line chart');
  expect(charts.chart?.ticks.length).toBeGreaterThan(3);
  expect(charts.chart?.ticks.join(' ')).toMatch(/Mar/);
  expect(charts.chart?.ticks.join(' ')).not.toMatch(/00:00/);
});

it('writes a number with its noun, and a table as a file', () => {
  expect(first(answerTo('How many orders are there?'))).toBe('There are **700 orders**.');
  const byChannel = answerTo('How many orders are there per channel?');
  expect(first(byChannel)).toMatch(
    /^The number of orders is \*\*\d+\*\* for \S+, \*\*\d+\*\* for \S+ and \*\*\d+\*\* for \S+\.$/,
  );
  expect(byChannel.files).toContain('table.csv');
  expect(Object.keys(byChannel.values)).toContain('number_of_orders_österreich');
});

it('writes units, and the number of rows next to an average', () => {
  expect(first(answerTo('What is the average shipping_eur?'))).toMatch(
    /^The average shipping is \*\*\d\.\d\d EUR\*\*\.$/,
  );
  expect(answerTo('Average shipping_eur by status').answer).toMatch(
    /\| status \| average shipping \(EUR\) \| orders \|/,
  );
});

it('names all groups that share a rank', () => {
  expect(first(answerTo('Which customer_id has the most orders?'))).toMatch(
    /^The highest number of orders is shared by \*\*customer \d+\*\*.* and 8 others: \*\*18\*\*\.$/,
  );
});

it('says in the headline that a period is incomplete, and compares whole ones', () => {
  expect(first(answerTo('Number of orders per month'))).toMatch(
    /\*\*30\*\* in Nov 2025.*\. Jan 2024 is incomplete: the data starts on 2024-01-05\. Dec 2025 is incomplete: the data ends on 2025-12-04\.$/,
  );
});

it('compares two periods with each other', () => {
  const { answer, values, charts } = answerTo('By how many percent did orders change between 2024 and 2025?');
  expect(first({ answer } as ProgramOutput)).toMatch(
    /^The number of orders fell by \*\*\d+\.\d%\*\*, from 362 in 2024 to 338 in 2025\.$/,
  );
  expect(values).toMatchObject({ before: 362, after: 338 });
  expect(charts.chart).toMatchObject({ rows: 2, overlapping: [] });
});

it('has the chart before the table', () => {
  const { answer } = answerTo('Average shipping_eur by status as a bar chart');
  expect(answer.indexOf('![Chart](chart.png)')).toBeLessThan(answer.indexOf('| status |'));
  expect(answer).toContain('![Chart](chart.png)');
});

it('writes no chart where a file is asked for, and names the file', () => {
  const { answer, files } = answerTo('Give me the number of orders by status as csv');
  expect(files).toEqual(['table.csv']);
  expect(answer).toContain('The whole table is in `table.csv`.');
});

it('says what a share is of', () => {
  expect(first(answerTo('What share of the orders is shipped?'))).toMatch(
    /^The share of orders whose status is shipped is \*\*\d\d\.\d%\*\*\.$/,
  );
});

it('warns of averages over few rows', () => {
  const { warnings } = answerTo('Average shipping_eur by customer_id');
  expect(warnings).toEqual(['There are fewer than 30 orders for 40 of 40 groups: the average shipping may be chance.']);
});

it('lists rows with their noun, and the first ones by their figure', () => {
  expect(first(answerTo('List the orders with shipping_eur over 10'))).toMatch(
    /^There are \*\*\d+ orders\*\* with shipping eur over 10\.$/,
  );
});

it('reports an empty result', () => {
  const { answer, warnings } = answerTo('List the orders with shipping_eur over 100');
  expect(answer).toMatch(/^There are no orders with shipping eur over 100\./);
  expect(warnings).toHaveLength(1);
});

it('reports a model that is no better than guessing', () => {
  expect(first(answerTo('Predict the shipping_eur of orders with a linear regression'))).toMatch(
    /no better than guessing/,
  );
});

it('excludes a column that leaks the target, and shows the figures with it as well', () => {
  const { answer, values, files } = answerTo('Train a logistic regression that predicts whether an order is reordered');
  expect(values).toMatchObject({ target: 'reordered', leaking_columns: 'basket' });
  expect(first({ answer } as ProgramOutput)).toMatch(
    /Basket may leak the target and was excluded; with it ROC AUC is 1\.000/,
  );
  expect(answer).toMatch(/\| on held-out rows \| without suspected leaks \| with suspected leaks \|/);
  expect(files).toEqual(
    expect.arrayContaining(['model.joblib', 'model.json', 'importance.png', 'quality.png', 'metrics.json']),
  );
});
