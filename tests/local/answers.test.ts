import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyse } from '../../local/analyst';
import { pythonOf } from '../../local/setup/paths';

interface Chart {
  readonly title: string;
  readonly xlabel: string;
  readonly ylabel: string;
  readonly ticks: readonly string[];
  readonly pie: boolean;
  readonly overlapping: readonly string[][];
}

interface Said {
  readonly answer: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  readonly charts: readonly Chart[];
}

const status = ['delivered', 'shipped', 'cancelled', 'a status with a very long name indeed'];
const listed = (values: readonly string[]) => values.map((value) => ({ value, count: 100 }));
/** The table that tests/local/answers/run.py makes, as a model is told of it. */
const tables = {
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
        { name: 'status', type: 'character varying', nulls: 0, distinct: 4, values: listed(status) },
        {
          name: 'channel',
          type: 'character varying',
          nulls: 0,
          distinct: 3,
          values: listed(['web', 'app', 'Österreich']),
        },
        { name: 'shipping_eur', type: 'double precision', nulls: 0, distinct: 100, min: 2, max: 11 },
      ],
    },
  ],
  otherTables: [],
};

const known = new Map<string, Said>();

/** The answer of the analyst's program to a question. */
function answerTo(question: string): Said {
  const said = known.get(question) ?? run(question);
  known.set(question, said);
  return said;
}

function run(question: string): Said {
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
    const ended = spawnSync(pythonOf('executor'), [join(__dirname, 'answers/run.py')], {
      cwd: folder,
      input: JSON.stringify({ program: call.program }),
      encoding: 'utf8',
    });
    if (ended.status !== 0) throw new Error(`${question}: ${ended.stderr}`);
    return JSON.parse(ended.stdout) as Said;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const first = ({ answer }: Said): string => answer.split('\n')[0] ?? '';

it.each([
  ['Number of orders per month as a line chart', 'Number of orders by month', 'Month', 'Number of orders'],
  [
    'Number of orders per month by channel as a chart',
    'Number of orders by month and channel',
    'Month',
    'Number of orders',
  ],
  ['Average shipping_eur by status as a bar chart', 'Average shipping by status', 'Average shipping (EUR)', 'Status'],
  [
    'Number of orders by status and channel as a chart',
    'Number of orders by status and channel',
    'Status',
    'Number of orders',
  ],
  ['Distribution of shipping_eur as a histogram', 'Distribution of shipping eur', 'Shipping eur (EUR)', 'Rows'],
  ['Number of orders per day as a line chart', 'Number of orders by day', 'Day', 'Number of orders'],
])('draws %s with a title, labels with units, and no label on another', (question, title, xlabel, ylabel) => {
  const [chart] = answerTo(question).charts;
  expect(chart).toMatchObject({ title, xlabel, ylabel, overlapping: [] });
});

it('draws a pie whose small slices do not overlap: their names are in the legend', () => {
  const [chart] = answerTo('Number of orders by status as a pie chart').charts;
  expect(chart).toMatchObject({ pie: true, overlapping: [], title: 'Number of orders by status' });
});

it('writes days on an axis as people do, and the year once', () => {
  const [chart] = answerTo('Number of orders per day in March 2025 as a line chart').charts;
  expect(chart?.ticks).toContain('1 Mar');
  expect(chart?.xlabel).toBe('Day (2025)');
});

it('answers with the first sentence, units and names in any script', () => {
  const byChannel = answerTo('How many orders are there per channel?');
  expect(first(byChannel)).toMatch(
    /^The number of orders is \*\*\d+\*\* for \S+, \*\*\d+\*\* for \S+ and \*\*\d+\*\* for \S+\.$/,
  );
  expect(Object.keys(byChannel.values)).toContain('number_of_orders_österreich');
  expect(first(answerTo('What is the average shipping_eur?'))).toMatch(
    /^The average shipping is \*\*\d\.\d\d EUR\*\*\.$/,
  );
});

it('says from where to where each bin goes, and in which unit', () => {
  const { answer } = answerTo('Distribution of shipping_eur as a histogram');
  expect(answer).toMatch(/\| from \(EUR\) \| to \(EUR\) \| rows \|/);
});

it('says that nothing was found where nothing was', () => {
  const { answer, warnings } = answerTo('What is the average shipping_eur of orders where shipping_eur is over 100?');
  expect(answer).toMatch(/^No rows meet the conditions/);
  expect(warnings).toHaveLength(1);
});

it('does not praise a model that is no better than guessing', () => {
  expect(first(answerTo('Predict the shipping_eur of orders with a linear regression'))).toMatch(
    /no better than guessing/,
  );
});
