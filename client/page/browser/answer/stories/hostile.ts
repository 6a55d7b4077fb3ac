import { artifact, type Sample } from './samples';

const MARKUP = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const LONG = 'A header that nobody would write, with many words that all matter to somebody, '.repeat(3).slice(0, 200);

/** An answer of a program that tries to act in the reader's name. */
export const hostile = ({ job }: Sample): Sample => ({
  job: {
    ...job,
    prompt: MARKUP,
    answer: [
      `**${MARKUP}** is the \`${MARKUP}\` [with a link](https://evil.example/?q=1) and [another](javascript:alert(1)).`,
      '![outside](https://evil.example/pixel.png) ![data](data:image/svg+xml,<svg onload=alert(1)>) ![other](../other/secret.png)',
      `# ${MARKUP}`,
      `| ${MARKUP} | ${LONG} | =HYPERLINK("https://evil.example") |`,
      '|---|---:|---|',
      `| ${MARKUP} | 1,234.5 | =1+1 |`,
      '| \u202Eright to left | 12345678901234567890.25 | @SUM(A1) |',
      '| __proto__ | not a number | ```constructor``` |',
      '',
      '1. one',
      '   - two',
      '     > three',
      '',
      '```',
      MARKUP,
      '```',
    ]
      .join('\n\n')
      .replace(/\n\n(?=\||```|<img|\d\.| {3})/g, '\n'),
    values: { [MARKUP]: MARKUP, constructor: 1 },
    assumptions: [MARKUP],
    warnings: [MARKUP, LONG],
    program: `# ${MARKUP}\nprint("${'x'.repeat(300)}")\n`,
    queries: [{ sql: `\nSELECT '${MARKUP}'`, result: 'refused', milliseconds: 0, error: MARKUP }],
    artifacts: [
      artifact(`${'very-'.repeat(40)}long-name.csv`, 'text/csv'),
      artifact('folder/"quoted" <b>.png', MARKUP),
    ],
    sandbox: [MARKUP],
  },
  files: {},
});

const rows = Array.from(
  { length: 6_200 },
  (_, index) => `${10_000 + index},"Customer ${index}, ""Ltd""",${(index * 7.5).toFixed(3)}`,
);

/** A table of more rows than the page shows. */
export const huge = ({ job }: Sample): Sample => ({
  job: {
    ...job,
    prompt: 'List all customers with their revenue',
    answer: [
      'There are **6,200 customers**.',
      '',
      '| customer id | customer | revenue (EUR) |',
      '| --- | --- | ---: |',
      '| 10000 | Customer 0, "Ltd" | 0.00 |',
      '| 10001 | Customer 1, "Ltd" | 7.50 |',
      '| 10002 | Customer 2, "Ltd" | 15.00 |',
      '',
      'The first 3 of 6,200 rows; all are in `customers.csv`.',
    ].join('\n'),
    artifacts: [artifact('customers.csv', 'text/csv; charset=utf-8', 250_000)],
    warnings: [],
  },
  files: { 'customers.csv': `customer_id,customer,revenue\n${rows.join('\n')}\n` },
});
