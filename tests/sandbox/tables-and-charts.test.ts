import { readFileSync } from 'node:fs';
import { type OpenSandbox, openSandbox } from './support';

jest.setTimeout(120_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox({ maxAttempts: 20 });
});
afterAll(() => open?.close());

const FRAME = `
import pandas as pd
from interpreter import answer, chart, table, words
frame = pd.DataFrame({'city': ['Bern', 'Pa|ris', None], 'share': [0.5, 0.25, 0.25], 'people': [1234567, 2, 3]})
`;
const run = (program: string) => open.run(`${FRAME}${program}`, {});

const contentOf = (outputs: readonly { readonly name: string; readonly path: string }[], name: string): string =>
  readFileSync(outputs.find((one) => one.name === name)?.path ?? '', 'utf8');

it('table() returns the first rows as Markdown and writes all of them to a file', async () => {
  const { answer, outputs } = await run("answer(table(frame, name='cities', rows=2, formats={'share': '%'}))");
  expect(answer).toContain('| Bern | 50.0% | 1,234,567 |');
  expect(answer).toContain('| Pa\\|ris | 25.0% | 2 |');
  expect(answer).toContain('The first 2 of 3 rows; all are in `cities.csv`.');
  expect(contentOf(outputs, 'cities.csv').trim().split('\n')).toHaveLength(4);
});

it.each(['bar', 'line', 'pie'])('chart.%s() writes an image and a specification of the same rows', async (kind) => {
  const { outputs } = await run(`chart.${kind}(frame, x='city', y='people', title='People')\nanswer('done')`);
  const spec = JSON.parse(contentOf(outputs, 'chart.vl.json'));
  expect(spec).toMatchObject({
    title: 'People',
    data: { values: [{ city: 'Bern', people: 1234567 }, { people: 2 }, { people: 3 }] },
  });
  expect(outputs.map(({ name }) => name)).toContain('chart.png');
});

it('chart has at most 5,000 rows inline, and draws all', async () => {
  const { outputs } = await run(
    "many = pd.DataFrame({'x': range(6000), 'y': range(6000)})\nchart.scatter(many, x='x', y='y')\nanswer('done')",
  );
  expect(JSON.parse(contentOf(outputs, 'chart.vl.json')).data.values).toHaveLength(5000);
});

it('chart names the columns that there are when one is missing', async () => {
  const { answer } = await run(
    "try:\n    chart.bar(frame, x='town', y='people')\nexcept KeyError as error:\n    answer(str(error))",
  );
  expect(answer).toContain('there are city, share, people');
});

it('words writes numbers, shares, nouns and lists', async () => {
  const { answer } = await run(
    "answer(' · '.join([words.number(39.049, 'years'), words.number(0.309, '%'), words.plural(2, 'city'), words.listing(['a', 'b', 'c']), words.number(None)]))",
  );
  expect(answer).toBe('39.05 years · 30.9% · 2 cities · a, b and c · –');
});
