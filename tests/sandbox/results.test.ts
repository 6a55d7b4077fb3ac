import type { QueryService, RunResult } from '../../executor/supervisor/ports';
import { MIB, type OpenSandbox, openSandbox, rows } from './support';

jest.setTimeout(120_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox({ maxAttempts: 80 });
});
afterAll(() => open?.close());

const names = ({ outputs }: RunResult): string[] => outputs.map(({ name }) => name);
const run = (program: string, limits = {}, query?: QueryService) =>
  open.run(`from interpreter import answer, assume, query, warn\n${program}`, limits, query);

describe('files', () => {
  test.each([
    [
      'a colon',
      'f\'report_{__import__("datetime").datetime(2024, 1, 2, 3, 4).isoformat()}.csv\'',
      'report_2024-01-02T03-04-00.csv',
    ],
    ['a backslash', "'a\\\\b.csv'", 'a-b.csv'],
    ['decomposed letters', "'cafe\\u0301.csv'", 'café.csv'],
    ['an emoji sequence', "'\\U0001f469\\u200d\\U0001f4bb.csv'", '👩💻.csv'],
    ['more than 40 Chinese letters', "'北' * 45 + '.csv'", `${'北'.repeat(38)}.csv`],
    ['spaces around it', "' a .csv '", 'a.csv'],
    ['a control character', "'a\\nb.csv'", 'a_b.csv'],
    ['bytes that are not UTF-8', "b'caf\\xe9.csv'", 'caf_.csv'],
    ['a colon in its folder', "'a:b/c.csv'", 'a-b/c.csv'],
    ['format characters only', "'\\u202e'", 'file'],
    ['a dot after a space', "' .csv'", '_csv'],
  ])('a name with %s is changed, and the warning has both names', async (_, name, expected) => {
    const result = await run(`import os
name = ${name}
if os.path.dirname(name): os.makedirs(os.path.dirname(name))
open(name, 'w').write('a')`);
    expect(names(result)).toEqual([expected]);
    expect(result.warnings).toEqual([expect.stringMatching(/^The program's file .* was renamed to .*: its name/s)]);
    expect(result.warnings[0]).toContain(`was renamed to ${expected}: `);
  });

  test('a changed name does not collide with another one', async () => {
    const result = await run(
      "for name in 'a:b.csv', 'A-B.csv', 'a\\\\b.csv', 'a-b-2.csv': open(name, 'w').write(name)",
    );
    expect(names(result).sort()).toEqual(['A-B.csv', 'a-b-2.csv', 'a-b-3.csv', 'a-b-4.csv']);
  });

  test('of too many files the first ones are kept', async () => {
    const result = await run("for n in range(101): open(f'f{n}.txt', 'w').write('x')\nanswer('42', n=42)", {
      outputFiles: 100,
    });
    expect(result).toMatchObject({ failure: undefined, answer: '42', values: { n: 42 } });
    expect(result.outputs).toHaveLength(100);
    expect(names(result)).not.toContain('f100.txt');
    expect(result.warnings).toEqual([
      'The program wrote 101 files; only the first 100 were saved. Not saved: f100.txt.',
    ]);
  });

  test('the first ones are the oldest ones', async () => {
    const result = await run(
      "import time\nopen('z.txt', 'w').close(); time.sleep(.05)\nfor n in range(9): open(f'a{n}.txt', 'w').close()",
      { outputFiles: 2 },
    );
    expect(names(result)).toEqual(['a0.txt', 'z.txt']);
  });

  test('25,000 files are not a failure', async () => {
    const result = await run("for n in range(25_000): open(f'{n}', 'w').close()\nanswer('42')", { inodes: 100_000 });
    expect(result).toMatchObject({ failure: undefined, answer: '42' });
    expect(result.outputs).toHaveLength(50);
    expect(result.warnings[0]).toMatch(
      /^The program wrote 25,000 files; only the first 50 were saved\. Not saved: 50, 51, .* …\.$/,
    );
  });

  test('a file that is too large is left out, and the others are kept', async () => {
    const result = await run(
      "open('a.bin', 'wb').write(bytes(3_000_000)); open('b.txt', 'w').close(); open('c.bin', 'wb').write(bytes(1_500_000))\nanswer('42')",
      { outputBytes: 2 * MIB },
    );
    expect(result).toMatchObject({ failure: undefined, answer: '42' });
    expect(names(result)).toEqual(['b.txt', 'c.bin']);
    expect(result.warnings).toEqual(['The file a.bin was not saved: its 3.0 MB would bring the total above 2.1 MB.']);
  });

  test('results that are temporary or hidden files are named', async () => {
    const result = await run(`
import os, tempfile
path = os.path.join(tempfile.gettempdir(), 'report.csv')
open(path, 'w').write('a'); open('.chart.png', 'w').close(); os.mkdir('.out'); open('.out/t.xlsx', 'w').close()
answer(f'The report is in {path}')`);
    expect(names(result)).toEqual([]);
    expect(result.warnings).toEqual([
      expect.stringMatching(/^The file \.chart\.png was not saved: it is hidden/),
      expect.stringMatching(/^The file \.out\/t\.xlsx was not saved: it is hidden/),
      expect.stringMatching(/^The file \.tmp\/report\.csv was not saved: it is in the folder for temporary files/),
    ]);
  });

  test('another temporary file is named only if the answer names it', async () => {
    const program = "import tempfile, os\nopen(tempfile.gettempdir() + '/model.pkl', 'w').close()";
    expect((await run(`${program}\nanswer('42')`)).warnings).toEqual([]);
    expect((await run(`${program}\nanswer('see model.pkl')`)).warnings).toHaveLength(1);
  });

  test('caches of libraries and scratch files are not named', async () => {
    const result = await run(`
import joblib, os, tempfile, pandas as pd, numpy as np, matplotlib.pyplot as plt
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
for location in (tempfile.mkdtemp(), '.cache', os.path.join(tempfile.gettempdir(), 'joblib-cache')):
    memory = joblib.Memory(location, verbose=0)
    memory.cache(lambda x: pd.DataFrame({'a': [x]}))(3)
    make_pipeline(PCA(1), 'passthrough', memory=memory).fit_transform(np.random.random((4, 3)))
joblib.Parallel(n_jobs=2)(joblib.delayed(np.sum)(np.ones(2_000_000)) for _ in range(2))
with tempfile.NamedTemporaryFile(suffix='.csv', delete=False) as file: file.write(b'a')
folder = tempfile.mkdtemp(); pd.DataFrame({'a': [1]}).to_csv(os.path.join(folder, 'scratch.csv'))
os.makedirs('.config/matplotlib'); open('.config/matplotlib/x.png', 'w').close(); open('.gitignore', 'w').close()
plt.plot([1]); plt.savefig(os.path.join(tempfile.mkdtemp(), 'a.png')); plt.savefig('a.png')
answer('42')`);
    expect(result.error).toBeUndefined();
    expect(result.warnings).toEqual([]);
  });
});

describe('the answer', () => {
  test('that is too long ends with a whole line, with a warning', async () => {
    const result = await run("answer('\\n'.join(f'| {n} | value {n} |' for n in range(6000)))");
    expect(result.answer?.length).toBeLessThanOrEqual(50_000);
    expect(result.answer?.split('\n').at(-1)).toMatch(/^\| (\d+) \| value \1 \|$/);
    expect(result.warnings).toEqual([
      expect.stringMatching(/^The answer has 1\d\d,\d{3} characters; the first 49,9\d\d are/),
    ]);
  });

  test('in emoji may be as long as any other', async () => {
    expect((await run("answer('🚀' * 60_000)")).answer).toBe('🚀'.repeat(50_000));
  });

  test('has the first warnings and assumptions, and the number of others', async () => {
    const result = await run(
      "for n in range(42): warn(f'warning {n}')\nfor n in range(31): assume(f'{n}')\nanswer('x')",
    );
    expect(result.warnings.slice(-2)).toEqual(['warning 29', 'and 12 more warnings']);
    expect(result.assumptions.slice(-2)).toEqual(['29', 'and 1 more assumption']);
    expect(result.warnings).toHaveLength(31);
  });

  test('has the warnings of the runtime, however many the program adds', async () => {
    const result = await run("for n in range(200): warn(f'{n}' * 2000)\nanswer('x' * 60_000)");
    expect(result.warnings[0]).toMatch(/^The answer has/);
    expect(result.warnings[1]).toMatch(/^0{999}…$/);
  });

  test('has the first of too many values, and names those that were cut', async () => {
    const result = await run("answer('x', long='y' * 2000, **{f'v{n}': n for n in range(120)})");
    expect(Object.keys(result.values)).toHaveLength(100);
    expect(result.warnings).toEqual([
      'Only the first 100 named values are included; 21 more were left out: v99, v100, v101, v102, v103, v104, v105, v106, v107, v108 ….',
      'Values were cut after 1,000 characters: long.',
    ]);
  });

  test.each([
    ["np.datetime64('2024-01-02T03:04:05', 'ns')", '2024-01-02T03:04:05'],
    ["np.datetime64('2024-01-02T03:04:05.120', 'ns')", '2024-01-02T03:04:05.12'],
    ["np.datetime64('2024-01', 'M')", '2024-01'],
    ["np.datetime64('NaT')", null],
    ["pd.Series(pd.to_datetime(['2024-01-02'])).values.max()", '2024-01-02T00:00:00'],
    ["pd.Timestamp('2024-01-02 03:04', tz='Europe/Berlin')", '2024-01-02T03:04:00+01:00'],
    ["np.timedelta64(86400 * 10**9, 'ns')", '1 day'],
    ["pd.Timedelta('1D 2h')", '1 day, 2:00:00'],
    ["pd.Timedelta('1.000000001s')", '0:00:01.000000001'],
    ["np.timedelta64(3, 'Y')", '3 years'],
    ["pd.Period('2024-01', 'M')", '2024-01'],
    ['pd.Interval(0, 1)', '(0, 1]'],
    ["pd.Categorical(['a'])[0]", 'a'],
    ["pd.Series([pd.Timestamp('2024-01-02')]).iloc[0]", '2024-01-02T00:00:00'],
    ["pd.Series(['2024-01-02'], dtype='datetime64[ns]')", '2024-01-02T00:00:00'],
    ["np.array(['2024-01-02'], dtype='datetime64[ns]')", '2024-01-02T00:00:00'],
    ['np.float32(0.1)', 0.1],
    ['np.longdouble(1.5)', 1.5],
    ['np.float16(2)', 2],
    ['np.uint64(2**64 - 1)', '18446744073709551615'],
    ['2**53 + 1', '9007199254740993'],
    ['-(2**70)', '-1180591620717411303424'],
    ['np.bool_(True)', true],
    ["np.str_('a')", 'a'],
    ["np.bytes_(b'a')", 'a'],
    ["b'caf\\xc3\\xa9'", 'café'],
    ['1 + 2j', '1+2j'],
    ['np.complex64(1j)', '1j'],
    ["decimal.Decimal('0.1')", 0.1],
    ["decimal.Decimal('12345678901234567.89')", '12345678901234567.89'],
    ["decimal.Decimal('1E+400')", '1E+400'],
    ["decimal.Decimal('NaN')", null],
    ['fractions.Fraction(1, 4)', 0.25],
    ["enum.Enum('Color', 'RED')['RED']", 'RED'],
    ["enum.IntEnum('Level', 'LOW')['LOW']", 1],
    ["enum.Enum('Color', {'RED': 'red'}, type=str)['RED']", 'red'],
    ["pathlib.Path('a') / 'b'", 'a/b'],
    ['uuid.UUID(int=1)', '00000000-0000-0000-0000-000000000001'],
    ['pa.scalar(3)', 3],
    ['datetime.time(1, 2)', '01:02:00'],
    ['pd.NaT', null],
    ['float("inf")', null],
  ])('has %s as %j', async (expression, expected) => {
    const result = await run(
      `import datetime, decimal, enum, fractions, pathlib, uuid, numpy as np, pandas as pd, pyarrow as pa\nanswer('', value=${expression})`,
    );
    expect(result.error).toBeUndefined();
    expect(result.values).toEqual({ value: expected });
  });
});

describe('chained assignment', () => {
  test.each([
    "df['qty'].fillna(0, inplace=True)",
    "df['qty'][df.qty.isna()] = 0",
    "df[df.qty.isna()]['qty'] = 0",
    "df['qty'].replace(1, 2, inplace=True)",
    "df['qty'].loc[0] = 5",
    "df['qty'].iat[0] = 5",
    'df.qty.clip(upper=1, inplace=True)',
    "df[['qty']].update(df)",
    'exec("df[\'qty\'].fillna(0, inplace=True)")',
  ])('%s is an error with its line, whatever warnings are filtered', async (statement) => {
    const result = await run(`import pandas as pd, warnings
warnings.filterwarnings('ignore')
df = pd.DataFrame({'qty': [1.0, None, 3.0]})
${statement}`);
    expect(result.error).toMatchObject({ type: 'ChainedAssignmentError', line: 5 });
  });

  test.each([
    "df.fillna({'qty': 0}, inplace=True)",
    "df.loc[df.qty.isna(), 'qty'] = 0",
    "df['qty'] = df['qty'].fillna(0)",
    "s = df['qty']; s[1] = 0; s.fillna(0, inplace=True)",
    'df.iloc[0, 0] = 5; df.at[0, "qty"] = 5',
    "import seaborn as sns, statsmodels.formula.api as smf; df['y'] = [1, 2, 4.]; sns.lineplot(df, x='qty', y='y'); smf.ols('y ~ qty', df).fit().summary()",
  ])('%s is not an error', async (statement) => {
    const result = await run(`import pandas as pd
df = pd.DataFrame({'qty': [1.0, None, 3.0]})
${statement}`);
    expect(result.error).toBeUndefined();
  });

  test('in a library is only a warning', async () => {
    const result = await run(`import pandas as pd
library = compile("def fill(df): df['a'].fillna(0, inplace=True)", '/usr/lib/python3/library.py', 'exec')
exec(library)
fill(pd.DataFrame({'a': [None, 1.0]}))`);
    expect(result.error).toBeUndefined();
    expect(result.stderr).toContain('ChainedAssignmentError');
  });
});

describe('query()', () => {
  const one =
    (type: string, csv: string): QueryService =>
    async () =>
      rows([['a', type]], csv);

  test.each([
    [
      'ids of 20 digits',
      '12345678901234567890\n12345678901234567891\n',
      'object',
      [12345678901234567890n, 12345678901234567891n],
    ],
    ['sums of bigint', '9007199254740993\n4\n', 'int64', [9007199254740993n, 4n]],
    ['large ids with nulls', '9007199254740993\n\n', 'Int64', [9007199254740993n, '<NA>']],
    ['small integers with nulls', '1\n\n', 'float64', ['1.0', 'nan']],
    ['prices', '1.50\n2.00\n', 'float64', ['1.5', '2.0']],
    ['nothing but nulls', '\n\n', 'float64', ['nan', 'nan']],
  ])('returns %s of numeric exactly', async (_, csv, type, values) => {
    const result = await run(
      "frame = query('select a')\nanswer('', type=str(frame.a.dtype), values=', '.join(map(str, frame.a)))",
      {},
      one('numeric', csv),
    );
    expect(result.values).toEqual({ type, values: values.join(', ') });
  });

  test('returns integers of nothing but nulls, such as a sum over no rows', async () => {
    const program = "frame = query('select a')\nanswer('', type=str(frame.a.dtype), value=str(frame.a[0]))";
    const result = await run(program, {}, one('int8', '""\n'));
    expect(result).toMatchObject({ values: { type: 'float64', value: 'nan' } });
  });

  test('renames duplicate columns, without colliding with a real name', async () => {
    const query: QueryService = async () =>
      rows(
        ['userid', 'userid', 'userid_2', 'userid'].map((name) => [name, 'int4'] as const),
        '1,2,3,4\n',
      );
    const result = await run("answer(', '.join(query('select').columns))", {}, query);
    expect(result.answer).toBe('userid, userid_3, userid_2, userid_4');
  });
});
