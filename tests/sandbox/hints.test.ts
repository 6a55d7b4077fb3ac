import { availableParallelism } from 'node:os';
import type { QueryService } from '../../executor/supervisor/ports';
import { MIB, type OpenSandbox, openSandbox, rows } from './support';

jest.setTimeout(120_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox({ maxAttempts: 200 });
});
afterAll(() => open?.close());

const TABLE = rows(
  [
    ['id', 'int4'],
    ['qty', 'int4'],
    ['flag', 'bool'],
    ['name', 'varchar'],
    ['average age', 'float8'],
    ['account', 'int8'],
  ],
  '1,10,t,a,1.5,9007199254740993\n2,,,b,2.5,\n3,30,f,c,3.5,7\n',
);
const query: QueryService = async () => TABLE;
const WITH_TABLE = "import numpy as np, pandas as pd\nfrom interpreter import answer, query\ndf = query('select 1')\n";

/** Runs a program that fails. Returns the hint, which ends both the user's message and the model's traceback. */
async function hintFor(program: string): Promise<string> {
  const { failure, error } = await open.run(program, { wallSeconds: 20 }, query);
  expect(failure?.kind).toBe('program_error');
  const hint = error?.traceback.trimEnd().split('\n').at(-1) ?? '';
  expect(failure?.message.endsWith(hint)).toBe(true);
  return hint;
}

describe('query() rejects wrong arguments with its usage', () => {
  test.each([
    ['a tuple of parameters', "query('select * from t where a > %s', (0,))", 'the label is tuple'],
    ['a dict of parameters', "query('select 1', {'a': 1})", 'the label is dict'],
    ['parameters by keyword', "query('select 1', params={'a': 1})", 'unknown argument params='],
    ['a named parameter', "query('select * from t where a = :a', a=7)", 'unknown argument a='],
    ['a number as label', "query('select 1', name=7)", 'the label is int'],
    ['an object as label', "query('select 1', object())", 'the label is object'],
    ['too many arguments', "query('select 1', 'x', 3)", '3 arguments'],
    ['bytes', "query(b'select 1')", 'the statement is bytes'],
    ['nothing', 'query()', 'no statement'],
  ])('%s', async (_, call, problem) => {
    const { failure } = await open.run(`from interpreter import query\n${call}`, { wallSeconds: 20 }, query);
    expect(failure?.kind).toBe('program_error');
    expect(failure?.message).toMatch(/^TypeError: query\(\) takes one SELECT as text .*put the values into the/);
    expect(failure?.message).toContain(problem);
  });

  test.each([
    ['NUL', "query('select \\0')", 'has a NUL'],
    ['a lone surrogate', "query('select \\ud800')", 'lone surrogate'],
    ['a statement that is too long', "query('x' * 100_001)", 'the maximum is 100,000'],
  ])('%s is refused', async (_, call, problem) => {
    const { failure } = await open.run(`from interpreter import query\n${call}`, { wallSeconds: 20 }, query);
    expect(failure?.message).toMatch(/^QueryRefused: /);
    expect(failure?.message).toContain(problem);
  });

  test('statements by keyword, of a str subclass, of maximum length and from threads are run', async () => {
    const { failure, answer } = await open.run(
      `
from concurrent.futures import ThreadPoolExecutor
from interpreter import answer, query
class Statement(str): pass
texts = [Statement('select 1'), 'select ' + '\\U0001F600' * 99_000]
with ThreadPoolExecutor(8) as pool: frames = list(pool.map(query, texts * 10))
answer(str([len(query(sql='select 1')), len(query(statement='select 1')), sum(map(len, frames))]))
`,
      { wallSeconds: 20 },
      query,
    );
    expect(failure).toBeUndefined();
    expect(answer).toBe('[3, 3, 60]');
  });

  test('after an interrupted query the next one gets its own rows', async () => {
    // Long values: most interrupts come while a response is read, between two reads or at the end of one.
    const numbered: QueryService = async (sql) =>
      rows([['n', 'varchar']], `${sql.split(' ')[1]}${'x'.repeat(2_000_000)}\n`);
    const { failure, answer } = await open.run(
      `
import signal
from interpreter import answer, query
def interrupt(*_): raise TimeoutError
signal.signal(signal.SIGALRM, interrupt)
interrupted = 0
for number in range(1, 180):
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.0001 * (number % 60 + 1))
        query(f'select {number}')
    except TimeoutError: interrupted += 1
    finally: signal.setitimer(signal.ITIMER_REAL, 0)
answer(str([interrupted > 0, [value.rstrip('x') for value in query('select 77').n]]))
`,
      { wallSeconds: 60 },
      numbered,
    );
    expect(failure).toBeUndefined();
    expect(answer).toBe("[True, ['77']]");
  });

  test('a signal handler that interrupts a query() cannot query', async () => {
    const slow: QueryService = async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return TABLE;
    };
    const program = `
import signal
from interpreter import query
signal.signal(signal.SIGALRM, lambda *_: query('select 2'))
signal.setitimer(signal.ITIMER_REAL, 0.05)
query('select 1')
`;
    const { failure } = await open.run(program, { wallSeconds: 20 }, slow);
    expect(failure?.message).toContain('RuntimeError: query() cannot be called while another query() is running');
  });

  test('a program that writes raw queries and never reads still delivers its result', async () => {
    const large: QueryService = async () => rows([['a', 'int4']], '1234567\n'.repeat(1_000_000));
    const program = `
import os
from interpreter import answer
for _ in range(20):
    os.write(3, b'{"query": {"sql": "select 1", "id": 1}}\\n{"query": 7}\\nnonsense\\n')
answer('still here')
`;
    // a race: twenty rounds, because results were lost in some of them only
    for (let round = 0; round < 20; round += 1) {
      const result = await open.run(program, { wallSeconds: 20 }, large);
      expect(result.failure).toBeUndefined();
      expect(result.answer).toBe('still here');
    }
  });
});

test('answer() takes its text by keyword, and rejects other arguments with its usage', async () => {
  const named = await open.run("from interpreter import answer\nanswer(markdown='Total is 5', total=5)");
  expect([named.answer, named.values]).toEqual(['Total is 5', { total: 5 }]);
  const value = await open.run("from interpreter import answer\nanswer('Total', text='x', markdown=1)");
  expect([value.answer, value.values]).toEqual(['Total', { text: 'x', markdown: 1 }]);
  for (const call of ['total=5', '7', 'None', "'a', 'b'"]) {
    const { failure } = await open.run(`from interpreter import answer\nanswer(${call})`);
    expect(failure?.message).toMatch(/^TypeError: answer\(\) takes one text and named values/);
  }
});

describe('builtins and exit codes are those of Python', () => {
  test.each([
    ['exit()'],
    ['quit()'],
    ['exit(0)'],
    ['import sys; sys.exit(256)'],
    ['help(len); copyright(); credits(); license(); print(exit, quit, help)'],
  ])('%s', async (line) => {
    const { failure, answer } = await open.run(`from interpreter import answer\nanswer('done')\n${line}`);
    expect(failure).toBeUndefined();
    expect(answer).toBe('done');
  });

  test.each([
    ['exit(3)', 'SystemExit: The program exited with code 3 (line 1)'],
    ['exit(True)', 'SystemExit: The program exited with code True (line 1)'],
    ["exit('no data')", 'SystemExit: no data (line 1)'],
  ])('%s', async (line, message) => {
    expect((await open.run(line)).failure).toEqual({ kind: 'program_error', message });
  });

  test('forks of the program exit with the code that they pass', async () => {
    const { stdout } = await open.run(`
import os, sys
codes = []
for code in (None, 0, 3, 'text', 259):
    if (child := os.fork()) == 0: sys.exit(code)
    codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
print(codes)
`);
    expect(stdout).toBe('[0, 0, 3, 1, 3]\n');
  });
});

const PLOT = 'import matplotlib.pyplot as plt\nplt.plot([1])\n';

test.each([
  ["input('name? ')", 'There is no user to type'],
  ['breakpoint()\nx = 1', 'There is no user to type'],
  ['import pdb; pdb.set_trace()\nx = 1', 'There is no user to type'],
  ['import getpass; getpass.getpass()', 'There is no user to type'],
  [`${PLOT}plt.waitforbuttonpress()`, 'RuntimeError: There is no user to press a key'],
  [`${PLOT}plt.ginput(3)`, 'RuntimeError: There is no user to press a key'],
  [`${PLOT}plt.pause(0)`, 'RuntimeError: There is no user to press a key'],
])('a call that waits for a user fails at once: %j', async (program, words) => {
  const { failure } = await open.run(program, { wallSeconds: 20 });
  expect(failure?.kind).toBe('program_error');
  expect(failure?.message).toContain(words);
});

test('plt.pause() returns, and standard input is empty', async () => {
  const { failure, stdout } = await open.run(`${PLOT}plt.pause(0.01)\nimport sys; print(repr(sys.stdin.read()))`);
  expect(failure).toBeUndefined();
  expect(stdout).toBe("''\n");
});

describe('an error has a hint', () => {
  test.each([
    ['There is no network here', "import seaborn as sns; sns.load_dataset('iris')"],
    ['There is no network here', "import urllib.request; urllib.request.urlopen('https://a.example')"],
    ['There is no network here', "import pandas as pd; pd.read_csv('http://a.example/a.csv')"],
    ['There is no network here', "import socket; socket.create_connection(('192.0.2.1', 80))"],
    ['There is no network here', 'import socket; socket.socket()'],
    ['There is no network here', "import http.client; http.client.HTTPConnection('a.example').request('GET', '/')"],
    ['There is no network here', "import asyncio; asyncio.run(asyncio.open_connection('192.0.2.1', 80))"],
    ['requests has no replacement', 'import requests'],
    ['HistGradientBoostingClassifier', 'from xgboost import XGBClassifier'],
    ['query(sql) of interpreter', 'import psycopg2.extras'],
    ['query(sql) of interpreter', "import pandas as pd; pd.read_sql('select 1', 'postgresql://x')"],
    ['Did you mean pandas?', 'import pandsa as pd'],
    ['The package sklearn is installed, but has no sklearn.nosuch', 'import sklearn.nosuch'],
    [
      'Nothing can be installed',
      "import subprocess, sys; subprocess.check_call([sys.executable, '-m', 'pip', 'install', 'x'])",
    ],
    ['Nothing can be installed', "import os; os.system('pip install x')"],
    ['Instead of lightgbm, use Hist', "import os; os.system('pip install -q lightgbm')"],
    ['Instead of prophet, use ARIMA', '!pip install prophet==1.1'],
    [
      'Instead of xgboost, use Hist',
      `import subprocess, sys
try: import xgboost
except ImportError: subprocess.check_call([sys.executable, '-m', 'pip', 'install', 'xgboost'])`,
    ],
    ['Nothing can be installed', '!pip install x'],
    ['Nothing can be installed', '%pip install x'],
    ['No other program can be started', "import subprocess; subprocess.run(['ls'])"],
    ['No other program can be started', "import subprocess; subprocess.getoutput('ls')"],
    ['No other program can be started', "import subprocess; subprocess.run(['nosuchprogram'])"],
    ['No other program can be started', "import os; os.system('ls')"],
    ['No other program can be started', "import os; os.popen('ls')"],
    ['No other program can be started', "import os; os.spawnlp(os.P_WAIT, 'ls', 'ls')"],
    ['No other program can be started', "import os; os.execlp('ls', 'ls')"],
    [
      'LaTeX is not installed',
      `import matplotlib.pyplot as plt; plt.rcParams['text.usetex'] = True\n${PLOT}plt.savefig('a.png')`,
    ],
    [
      'ffmpeg is not installed',
      `${PLOT}from matplotlib.animation import FuncAnimation\nFuncAnimation(plt.gcf(), lambda i: [], frames=2).save('a.mp4')`,
    ],
    ['There is no display', 'import tkinter; tkinter.Tk()'],
    ['not a notebook', 'display(1)'],
    ['not a notebook', "get_ipython().run_line_magic('matplotlib', 'inline')"],
    ['not a notebook', 'x = 1\n%matplotlib inline'],
    ['not a notebook', 'files = !ls'],
    ['not a notebook', 'import asyncio\nawait asyncio.sleep(0)'],
    ['leave out Markdown fences', '```python\nprint(1)\n```'],
    ['leave out Markdown fences', 'Here is the program:\n```\nprint(1)\n```'],
    [
      'Only the working folder can be read and written',
      "import pandas as pd; pd.DataFrame({'a': [1]}).to_csv('/mnt/data/a.csv')",
    ],
    ['Only the working folder can be read and written', "open('/tmp/a.csv', 'w')"],
    ['Only the working folder can be read and written', "import os; os.makedirs('/content/out')"],
    ['Only the working folder can be read and written', "import pandas as pd; pd.read_parquet('/data/sales.parquet')"],
    ['Fetch tables with query()', "import pandas as pd; pd.read_csv('sales.csv')"],
    ['Fetch tables with query()', "import pandas as pd; pd.read_excel('sales.xlsx')"],
    ['create it with os.makedirs', `${PLOT}plt.savefig('out/a.png')`],
    ['create it with os.makedirs', "import pandas as pd; pd.DataFrame({'a': [1]}).to_csv('out/a.csv')"],
    ['no connection to open', "import sqlite3; sqlite3.connect('shop.db').execute('select * from users')"],
    ['no connection to open', "import pandas as pd; pd.read_sql('select 1', conn)"],
    ['no connection to open', "spark.sql('select 1')"],
    ['not the tables of the warehouse', "import duckdb; duckdb.sql('select * from users')"],
    ['The only locale is C.UTF-8', "import locale; locale.setlocale(locale.LC_ALL, 'de_DE.UTF-8')"],
  ])('%s: %j', async (words, program) => {
    expect(await hintFor(program)).toContain(words);
  });

  test.each([["df['flag'].fillna('unknown')"], ["df.loc[df.id == 1, 'qty'] = 'n/a'"]])(
    'a value that does not fit the dtype of a column: %s',
    async (line) => {
      expect(await hintFor(WITH_TABLE + line)).toContain("astype('object').fillna('unknown')");
    },
  );

  test('other errors have no hint', async () => {
    for (const program of ["{'a': 1}['b']", '1 / 0', "raise ValueError('too few rows')", 'None > 3', "int('x')"]) {
      const { failure, error } = await open.run(program);
      expect(failure?.message).toMatch(/ \(line 1\)$/);
      expect(error?.traceback.trimEnd().split('\n').at(-1)).toContain(error?.type);
    }
  });

  test('a missing module lists the installed ones', async () => {
    const hint = await hintFor('import nosuchmodule');
    const listed = / are: (.*)\.$/.exec(hint)?.[1]?.split(', ') ?? [];
    const expected = ['mpl_toolkits', 'dateutil', 'PIL', 'patsy', 'cycler', 'pylab', 'contourpy', 'tabulate', 'jinja2'];
    expect(listed).toEqual(expect.arrayContaining([...expected, 'pandas', 'sklearn']));
    expect((await open.run(listed.map((name) => `import ${name}`).join('\n'))).failure).toBeUndefined();
  });
});

describe('a missing column', () => {
  test.each([
    [
      "df['Average Age']",
      "no column 'Average Age'",
      "The closest is 'average age'. Names from the warehouse are in lower case",
    ],
    ['df.Qty.sum()', "no column 'Qty'", "The closest is 'qty'"],
    ["df.groupby('Name').qty.sum()", "no column 'Name'", "The closest is 'name'"],
    ["df.groupby('name')['Qty'].sum()", "no column 'Qty'", "The closest is 'qty'"],
    ["df.groupby('name').agg({'Qty': 'sum'})", "no column 'Qty'", "The closest is 'qty'"],
    ["df[['id', 'average_age']]", "no column 'average_age'", "The closest is 'average age'"],
    ["df.merge(df, on='ID')", "no column 'ID'", "The closest is 'id'"],
    ["df.loc[:, ['id', 'Qty']]", "no column 'Qty'", "The closest is 'qty'"],
    ["df.loc[df.id > 1, 'Qty']", "no column 'Qty'", "The closest is 'qty'"],
    ["df.drop(columns=['Qty'])", "no column 'Qty'", "The closest is 'qty'"],
    ["df.query('Qty > 3')", "no column 'Qty'", "The closest is 'qty'"],
    ["[row['Average Age'] for _, row in df.iterrows()]", "no column 'Average Age'", "The closest is 'average age'"],
    ['[row.Qty for row in df.itertuples()]', "no column 'Qty'", "The closest is 'qty'"],
    ["import seaborn as sns; sns.barplot(df, x='Name', y='qty')", "no column 'Name'", "The closest is 'name'"],
    ["import plotly.express as px; px.bar(df, x='Name', y='qty')", "no column 'Name'", "The closest is 'name'"],
    ["import statsmodels.formula.api as smf; smf.ols('Qty ~ id', df)", "no column 'Qty'", "The closest is 'qty'"],
  ])('%s', async (line, missing, closest) => {
    const hint = await hintFor(WITH_TABLE + line);
    expect(hint).toContain(missing);
    expect(hint).toContain("'id', 'qty', 'flag', 'name'");
    expect(hint).toContain(closest);
  });

  test.each([
    ["df.assign(day=pd.to_datetime('2024-01-01')).set_index('day').resample('M').qty.sum()"],
    ["df.merge(df, on='id', how='lefty')"],
    ["df.corr(method='pearsonn', numeric_only=True)"],
    ["df.astype('foo')"],
    ["df.drop_duplicates(keep='frist')"],
    ["import seaborn as sns; sns.histplot(df, x='id', stat='foo')"],
    ["import plotly.express as px; px.bar(df, x='name', y='id', barmode='foo')"],
    ["from sklearn.linear_model import LogisticRegression as L; L(C='foo').fit(df[['id']], df.id)"],
    ["df.set_index('name').loc['z']"],
    ["df.set_index('name').at['z', 'id']"],
    ["df.set_index('name').drop('z')"],
    ["pd.concat([df, df]).set_index('name').drop('z')"],
    ["df.groupby('name').get_group('z')"],
  ])('a wrong option or a missing row is not reported as a missing column: %s', async (line) => {
    const { failure, error } = await open.run(WITH_TABLE + line, { wallSeconds: 20 }, query);
    expect(failure?.kind).toBe('program_error');
    expect(error?.traceback).not.toContain('There is no column');
  });

  test('columns that are values of the data are not listed', async () => {
    const hint = await hintFor(
      `${WITH_TABLE}df.pivot_table(index='id', columns='name', values='qty').reset_index()['ID']`,
    );
    expect(hint).toContain("The columns are: 'id' and 2 more. The closest is 'id'");
  });

  test('an attribute that pandas 3 has removed is named with its replacement', async () => {
    expect(await hintFor(`${WITH_TABLE}df.append(df)`)).toBe('pandas 3 has no append; use pd.concat([…]).');
  });
});

describe('nulls', () => {
  test.each([
    ["np.where(df.qty > 20, 'high', 'low').tolist()", "['low', 'low', 'high']"],
    ['[1 if row.qty > 5 else 0 for _, row in df.iterrows()]', '[1, 0, 1]'],
    ["df.qty.apply(lambda n: 'h' if n > 5 else 'l').tolist()", "['h', 'l', 'h']"],
    ['len(sorted(df.qty)), max(df.qty)', '(3, 30.0)'],
    ["np.select([df.qty > 20, df.qty > 5], ['a', 'b'], 'c').tolist()", "['b', 'c', 'a']"],
    ['float(np.nanmean(np.array(df.qty)))', '20.0'],
    ['df[df.flag].id.tolist(), df[~df.flag].id.tolist()', '([1], [3])'],
    ['str(df.qty.dtype), str(df.flag.dtype), str(df.account.dtype)', "('float64', 'boolean', 'Int64')"],
    ['int(df.account[0])', '9007199254740993'],
  ])('%s', async (expression, value) => {
    const result = await open.run(`${WITH_TABLE}answer(str((${expression})))`, {}, query);
    expect(result.failure).toBeUndefined();
    expect(result.answer).toBe(value);
  });

  test('charts and formulas accept integers with nulls', async () => {
    const program = `${WITH_TABLE}import matplotlib.pyplot as plt, seaborn as sns, plotly.express as px
import statsmodels.formula.api as smf
plt.bar(df.name, df.qty); sns.scatterplot(df, x='id', y='id', hue='qty'); sns.heatmap(df[['id', 'qty']])
px.scatter(df, x='id', y='id', color='qty'); smf.ols('id ~ qty', df).fit()`;
    expect((await open.run(program, {}, query)).failure).toBeUndefined();
  });

  test.each([
    ['np.where(df.flag, 1, 0)', "nulls: 'flag', 'account'."],
    ['[1 for row in df.itertuples() if row.flag]', "nulls: 'flag', 'account'."],
    ["import seaborn as sns; sns.scatterplot(df, x='id', y='id', hue='flag')", "nulls: 'flag', 'account'."],
    ["import statsmodels.formula.api as smf; smf.logit('flag ~ id', df)", "nulls: 'flag', 'account'."],
    ['df.qty.astype(int)', "nulls: 'qty', 'flag', 'account'."],
  ])('%s lists the columns', async (line, words) => {
    expect(await hintFor(WITH_TABLE + line)).toContain(words);
  });
});

test('a DataFrame converts to Markdown, and a Styler to HTML', async () => {
  const result = await open.run(`
import pandas as pd
from interpreter import answer
table = pd.DataFrame({'a': [1]})
table.style.background_gradient().to_html('table.html')
answer(table.to_markdown(index=False))
`);
  expect(result.failure).toBeUndefined();
  expect(result.answer).toBe('|   a |\n|----:|\n|   1 |');
});

test('a module that the program writes can be imported, and its lines are in the traceback', async () => {
  const result = await open.run(`
open('helper.py', 'w').write('def five(): return 5\\ndef fail(): raise ValueError("from the helper")\\n')
import helper
print(helper.five())
helper.fail()
`);
  expect(result.stdout).toBe('5\n');
  expect(result.error).toMatchObject({ type: 'ValueError', line: 5 });
  expect(result.error?.traceback).toContain('File "helper.py", line 2, in fail');
});

test('a conversion of times that assumes nanoseconds is an error', async () => {
  const dates = "import pandas as pd\ndates = pd.Series(pd.to_datetime(['2024-01-01']))\n";
  const wrong = await open.run(`${dates}print((dates.astype('int64') // 10**9)[0])`);
  expect(wrong.failure?.message).toContain("times.dt.as_unit('s')");
  const spans = await open.run(`${dates}print(((dates - dates.min()).astype('int64') / 1e9)[0])`);
  expect(spans.failure?.message).toContain("times.dt.as_unit('s')");
  const numeric = await open.run(`${dates}print((pd.to_numeric(dates) // 10**9)[0])`);
  expect(numeric.failure?.message).toContain("times.dt.as_unit('s')");
  const plain = await open.run(`${dates}print(pd.to_numeric(dates.dt.month)[0] * 10**9)`);
  expect(plain.stdout).toBe('1000000000\n');
  const right = await open.run(`${dates}print(dates.dt.as_unit('s').astype('int64')[0], dates.astype('int64')[0])`);
  expect(right.stdout).toBe('1704067200 1704067200000000\n');
  const months = await open.run(`${dates}print(dates.dt.to_period('M').astype('int64')[0] + 10**9)`);
  expect(months.stdout).toBe('1000000648\n');
});

test('joblib accepts inner_max_num_threads', async () => {
  const result = await open.run(`
from joblib import Parallel, delayed, parallel_backend, parallel_config
with parallel_config(backend='loky', n_jobs=2, inner_max_num_threads=1):
    print(Parallel()(delayed(abs)(-n) for n in range(3)))
with parallel_backend('multiprocessing', n_jobs=2, inner_max_num_threads=1):
    print(Parallel()(delayed(abs)(-n) for n in range(3)))
`);
  expect(result.failure).toBeUndefined();
  expect(result.stdout).toBe('[0, 1, 2]\n[0, 1, 2]\n');
});

describe('a multiprocessing Listener', () => {
  test('works for a ScoringMonitor of scikit-learn', async () => {
    const result = await open.run(`
from sklearn.callback import ScoringMonitor
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
X, y = make_classification(n_samples=200, random_state=0)
monitor = ScoringMonitor(scoring='accuracy')
LogisticRegression().set_callbacks(monitor).fit(X, y)
print(len(monitor.get_logs().data_as_pandas) > 0)
`);
    expect(result.failure).toBeUndefined();
    expect(result.stdout).toBe('True\n');
  });

  test('accepts threads of its process, with a key, until it is closed', async () => {
    const result = await open.run(`
import threading
from multiprocessing.connection import Client, Listener
got = []
with Listener(authkey=b'key') as listener:
    def serve():
        with listener.accept() as connection:
            got.append(connection.recv()); connection.send('pong')
    thread = threading.Thread(target=serve); thread.start()
    client = Client(listener.address, authkey=b'key'); client.send({'a': 1}); got.append(client.recv()); thread.join()
    try: client.recv()
    except EOFError: got.append('end')
try: Client(listener._listener.address if listener._listener else ('localhost', 1))
except ConnectionRefusedError: got.append('refused')
print(got)
`);
    expect(result.failure).toBeUndefined();
    expect(result.stdout).toBe("[{'a': 1}, 'pong', 'end', 'refused']\n");
  });

  test('has a hint instead of waiting for another process', async () => {
    const hint = await hintFor(`
import multiprocessing
from multiprocessing.connection import Client, Listener
listener = Listener()
process = multiprocessing.Process(target=lambda: Client(listener.address)); process.start()
listener.accept()
`);
    expect(hint).toContain('Queue and Pipe of multiprocessing');
  });
});

describe('DuckDB', () => {
  test('is limited to 80% of the program’s memory and to its processors', async () => {
    const result = await open.run(
      `
import duckdb
setting = "select current_setting('memory_limit'), current_setting('threads')"
shared = duckdb.sql(setting).fetchall()
print([one.sql(setting).fetchall() == shared for one in (duckdb.connect(), duckdb.connect('a.duckdb'), duckdb.connect(':default:'))])
print(shared, duckdb.connect(config={'memory_limit': '100MiB'}).sql(setting).fetchall())
`,
      { memoryBytes: 1000 * MIB, processors: 1 },
    );
    expect(result.stdout).toBe("[True, True, True]\n[('800.0 MiB', 1)] [('100.0 MiB', 1)]\n");
  });

  test('running out of memory counts as the program’s memory limit', async () => {
    const { failure } = await open.run(`
import duckdb
duckdb.sql("set max_temp_directory_size = '1MB'")
duckdb.sql("select count(*) from (select distinct i, repeat('A', 30) || i s from range(20_000_000) t(i))").fetchall()
`);
    expect(failure).toMatchObject({ kind: 'out_of_memory', limit: { name: 'memory' } });
  });
});

test.each([1, 2])('every library counts %j processors', async (processors) => {
  const { stdout, failure } = await open.run(
    `
import concurrent.futures, duckdb, joblib, multiprocessing, os, pyarrow, threadpoolctl
print({len(os.sched_getaffinity(0)), os.cpu_count(), multiprocessing.cpu_count(), joblib.cpu_count(),
       joblib.effective_n_jobs(-1), pyarrow.cpu_count(), *(pool['num_threads'] for pool in threadpoolctl.threadpool_info()),
       int(duckdb.sql("select current_setting('threads')").fetchall()[0][0]), getattr(os, 'process_cpu_count', os.cpu_count)()})
`,
    { processors },
  );
  expect(failure).toBeUndefined();
  expect(stdout).toBe(`{${Math.min(processors, availableParallelism())}}\n`);
});

test('a program that keeps its processors busy with threads stays within its CPU time', async () => {
  const { failure, stdout } = await open.run(
    `
import threading, time
import numpy as np
end = time.time() + 6
def work():
    while time.time() < end: np.random.rand(600, 600) @ np.random.rand(600, 600)
threads = [threading.Thread(target=work) for _ in range(4)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
print('done')
`,
    { wallSeconds: 60, cpuSeconds: 8, processors: 1 },
  );
  expect(failure).toBeUndefined();
  expect(stdout).toBe('done\n');
});
