import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { analyse } from '../../analyst';
import { pythonOf } from '../../local/setup/paths';

jest.setTimeout(120_000);

type Naming = (plain: string) => string;

interface Texts {
  /** Description of a table or a column. */
  readonly name: Naming;
  readonly description: string;
  /** A value of a column. */
  readonly value: string;
}

const column = (name: string, type: string, more: object) => ({ name, type, nulls: 3, ...more });

/** Two tables with extra text in their names, descriptions and values. */
function tablesOf({ name, description, value }: Texts): string {
  const values = (...texts: readonly string[]) => ({
    distinct: texts.length + 1,
    values: [...texts, value],
  });
  const described = (one: object) => ({ ...one, description });
  return JSON.stringify({
    dialect: 'redshift',
    schema: 'public',
    tables: [
      described({
        name: name('customers'),
        rows: 200,
        columns: [
          column(name('customer_id'), 'integer', { distinct: 200, min: 1, max: 200 }),
          column(name('country'), 'character varying', values('Germany', 'France')),
          column(name('age'), 'integer', { distinct: 60, min: 18, max: 90 }),
          column(name('height_cm'), 'double precision', { distinct: 90, min: 150, max: 200 }),
          column(name('is_member'), 'boolean', { distinct: 2 }),
        ].map(described),
      }),
      described({
        name: name('orders'),
        rows: 1000,
        columns: [
          column(name('order_id'), 'integer', { distinct: 1000, min: 1, max: 1000 }),
          column(name('customer_id'), 'integer', { distinct: 150, min: 1, max: 200 }),
          column(name('ordered_at'), 'timestamp without time zone', {
            ...{ distinct: 1000, min: '2024-01-01 08:00:00', max: '2025-12-30 09:00:00' },
          }),
          column(name('status'), 'character varying', values('shipped', 'pending')),
          column(name('total_eur'), 'double precision', { distinct: 900, min: 1, max: 900 }),
        ].map(described),
      }),
    ],
    otherTables: [name('archive')],
  });
}

const PROGRAMS = join(__dirname, '../../analyst/programs');

/** At least one question for each program of the analyst. */
const QUESTIONS = [
  'How many orders are there?',
  'What is the average age and the median height of customers?',
  'How many shipped orders are there?',
  'Average total by status',
  'Total by country as a pie chart',
  'Top 3 countries by number of orders',
  'What share of the orders is shipped?',
  'Orders by month in 2025',
  'Did we get more orders in 2025 than in 2024?',
  'By how many percent did orders change between 2024 and 2025 by status?',
  'Distribution of the height',
  'Box plot of the age',
  'Is there a correlation between age and height?',
  'Which columns correlate with the height?',
  'Is the age significantly different between countries?',
  'List the customers from Germany',
  'Which 5 customers are the tallest?',
  'Describe the table orders',
  'Which tables are there?',
  'Make a model that predicts is_member of the customers',
  'Predict the height of customers by a random forest',
] as const;

interface Look {
  readonly error?: string;
  readonly shape?: string;
  readonly names?: readonly string[];
  readonly literals?: readonly string[];
}

const programOf = (question: string, texts: Texts, retry = false): string | undefined => {
  const first = [`<tables>\n${tablesOf(texts)}\n</tables>`, `<question>\n${question}\n</question>`];
  const failed = { toolUse: { toolUseId: 'one', name: 'write_program', input: { program: 'x' } } };
  const sentBack = { toolResult: { toolUseId: 'one', status: 'error', content: [{ text: texts.value }] } };
  const earlier = [
    { role: 'assistant', content: [failed] },
    { role: 'user', content: [sentBack] },
  ];
  const messages = [{ role: 'user', content: first.map((text) => ({ text })) }, ...(retry ? earlier : [])];
  const block = analyse({ messages } as Parameters<typeof analyse>[0]).output?.message?.content?.[0];
  return (block?.toolUse?.input as { program?: string } | undefined)?.program;
};

/** Parses all programs with Python. */
function looksAt(programs: readonly string[]): readonly Look[] {
  const { stdout, stderr } = spawnSync(pythonOf('executor'), [join(__dirname, 'answers/shapes.py')], {
    input: JSON.stringify(programs),
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (stderr) throw new Error(stderr);
  return JSON.parse(stdout) as Look[];
}

const HARMLESS: Texts = { name: (plain) => plain, description: '', value: 'other' };
const SEED = { seed: 7 };

/** Characters that end, begin or change a literal, a line or a statement in Python or SQL. */
const signs = fc.constantFrom(
  ...['"', "'", '"""', "'''", '\\', '\\\\', '\\"', '\n', '\r', '\r\n', '\t', '\f', '\v', '\0', '\x1a', '\x1b', '\x7f'],
  ...['\u0085', '\u2028', '\u2029', '\ufeff', '\u202e', '\u200d', '\ud800', '\udfff', '\udfff\ud800', '\ud83d\ude00'],
  ...['{', '}', '{{', '}}', '{}', '{0}', '%', '%%', '$', '#', ';', ':', '(', ')', '[', ']', ',', '`', '--', '/*', '|'],
);
const signsOnly = fc.array(signs, { minLength: 1, maxLength: 6 }).map((all) => all.join(''));

test('special characters in names, descriptions and values change only the literals of a program', () => {
  const harmless = looksAt(QUESTIONS.map((question) => programOf(question, HARMLESS) ?? ''));
  expect(harmless.map(({ error }) => error)).toEqual(QUESTIONS.map(() => undefined));
  expect(new Set(harmless.map(({ shape }) => shape)).size).toBe(readdirSync(PROGRAMS).length);
  const cases = fc.sample(
    fc.record({ before: signsOnly, after: signsOnly, description: signsOnly, value: signsOnly }),
    {
      ...SEED,
      numRuns: 12,
    },
  );
  const made = cases.flatMap(({ before, after, description, value }) =>
    QUESTIONS.map((question, at) => {
      const texts = { name: (plain: string) => before + plain + after, description, value };
      return { question, texts, program: programOf(question, texts), plain: harmless[at] };
    }),
  );
  const written = made.filter(({ program }) => program !== undefined);
  expect(written.length).toBeGreaterThan(made.length * 0.9);
  const looks = looksAt(written.map(({ program = '' }) => program));
  const changed = looks.flatMap(({ error, shape, literals = [] }, at) => {
    const { question, texts, plain } = written[at] as (typeof written)[number];
    if (error === undefined && shape === plain?.shape) return [];
    return [{ question, name: texts.name('x'), error, literals: literals.slice(0, 3) }];
  });
  expect(changed.slice(0, 3)).toEqual([]);
});

/** An unusual word in text that would be code outside a literal. */
const MARK = 'zqx7';
const PAYLOADS = [
  `"""\nimport ${MARK}\n"""`,
  `'''\nimport ${MARK}\n'''`,
  `"\nimport ${MARK}\n"`,
  `\nimport ${MARK}\n`,
  `\rimport ${MARK}\r`,
  `\\\nimport ${MARK}`,
  `\\"""\nimport ${MARK}\n"""`,
  `\\`,
  `" + ${MARK} + "`,
  `"; ${MARK}(); "`,
  `' or ${MARK}() or '`,
  `{${MARK}}`,
  `{__import__("${MARK}")}`,
  `{${MARK}!r:{${MARK}}}`,
  `%(${MARK})s`,
  `\\N{${MARK}}`,
  `\\x4`,
  `\\u12`,
  `\0${MARK}`,
  `\u2028import ${MARK}\u2029`,
  `\ud800${MARK}`,
  `# ${MARK}\n${MARK}()`,
  `)\n${MARK}()\nprint(`,
  `]}\n${MARK}()\n{[`,
] as const;

/** Questions that contain the payload. */
const SPOKEN: readonly Naming[] = [
  (text) => `How many orders have the status '${text}'?`,
  (text) => `How many customers whose country contains "${text}" are there?`,
  (text) => `List orders where status is ${text}`,
  (text) => `SELECT '${text}' AS x, count(*) FROM orders`,
  (text) => `SELECT count(*) AS "${text.replaceAll('"', '""')}" FROM orders -- ${text}`,
  (text) => `Average total by status, please ${text}`,
];

test('questions, names and values never become code: each of them in nine programs or more', () => {
  const plain = [...QUESTIONS, ...SPOKEN.map((question) => question('shipped'))];
  const harmless = plain.flatMap((question) => [programOf(question, HARMLESS), programOf(question, HARMLESS, true)]);
  const usual = new Set(looksAt(harmless.map((one) => one ?? '')).flatMap(({ names = [] }) => names));
  const made = PAYLOADS.flatMap((payload) => {
    const named: Texts = { name: (plain) => `${plain} ${payload}`, description: payload, value: payload };
    const isTable = (plain: string) => ['customers', 'orders'].includes(plain);
    const columns: Texts = { ...HARMLESS, name: (plain) => (isTable(plain) ? plain : `${plain} ${payload}`) };
    const stored: Texts = { ...HARMLESS, description: payload, value: payload };
    return [
      ...[named, columns].flatMap((texts) => QUESTIONS.map((question) => programOf(question, texts))),
      ...QUESTIONS.filter((_, at) => at % 4 === 0).map((question) => programOf(question, stored, true)),
      ...SPOKEN.flatMap((question) => [programOf(question(payload), stored), programOf(question(payload), HARMLESS)]),
    ].flatMap((program) => (program === undefined ? [] : [{ payload, program }]));
  });
  const looks = looksAt(made.map(({ program }) => program));
  const leaks = looks.flatMap(({ error, names = [] }, at) => {
    const strange = names.filter((name) => !usual.has(name));
    return error || strange.length > 0 ? [{ payload: made[at]?.payload, error, strange }] : [];
  });
  expect(leaks.slice(0, 3)).toEqual([]);
  // Only programs that contain the payload prove something.
  const holding = looks.flatMap(({ literals = [], shape }, at) =>
    literals.some((one) => one.includes(MARK)) ? [{ shape, payload: made[at]?.payload }] : [],
  );
  const marked = PAYLOADS.filter((payload) => payload.includes(MARK));
  const shapesWith = (payload: string) =>
    new Set(holding.filter((one) => one.payload === payload).map(({ shape }) => shape));
  const few = marked.filter((payload) => shapesWith(payload).size < 9);
  expect(few).toEqual([]);
});
