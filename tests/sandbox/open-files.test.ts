import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MIB, type OpenSandbox, openSandbox, settings } from './support';

jest.setTimeout(120_000);

let open: OpenSandbox;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'open-files-'));
  open = await openSandbox({ maxAttempts: 60 });
});
afterAll(async () => {
  await open?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Python that prints the content of the file. */
const READ_TEXT = "print(open('a.txt').read())";

interface OpenFile {
  readonly name: string;
  readonly program: string;
  readonly read?: string;
}

/** Files that Python completes at exit. */
const asPython: readonly OpenFile[] = [
  { name: 'a file', program: "f = open('a.txt', 'w')\nfor i in range(5000): f.write(f'{i}\\n')" },
  { name: 'a short file in bytes', program: "f = open('a.txt', 'wb'); f.write(b'x')" },
  { name: 'a file in a container', program: "files = {'a': [open('a.txt', 'w')]}; files['a'][0].write('x' * 9)" },
  {
    name: 'a file in a reference cycle',
    program: "class A: pass\na = A(); a.f = open('a.txt', 'w'); a.me = a; a.f.write('x' * 20_000); del a",
  },
  { name: 'a csv.writer', program: "import csv\nw = csv.writer(open('a.txt', 'w'))\nw.writerows([[1, 'a']] * 3000)" },
  {
    name: 'a text over gzip',
    program: "import gzip\nf = gzip.open('a.gz', 'wt'); f.write('x' * 9)",
    read: "import gzip; print(gzip.open('a.gz', 'rt').read())",
  },
  {
    name: 'a text over bz2 in a reference cycle',
    program: "import bz2\nclass A: pass\na = A(); a.a = a; a.f = bz2.open('a.bz2', 'wt'); a.f.write('x' * 9)",
    read: "import bz2; print(bz2.open('a.bz2', 'rt').read())",
  },
  {
    name: 'lzma',
    program: "import lzma\nf = lzma.open('a.xz', 'wb'); f.write(b'x' * 9)",
    read: "import lzma; print(lzma.open('a.xz').read())",
  },
  {
    name: 'a ZipFile',
    program: "import zipfile\nz = zipfile.ZipFile('a.zip', 'w'); z.writestr('b.txt', 'x' * 99)",
    read: "import zipfile; print(zipfile.ZipFile('a.zip').read('b.txt'))",
  },
  {
    name: 'a ZipFile in a reference cycle',
    program:
      "import zipfile\nclass A: pass\na = A(); a.a = a; a.z = zipfile.ZipFile('a.zip', 'w'); a.z.writestr('b.txt', 'x')",
    read: "import zipfile; print(zipfile.ZipFile('a.zip').read('b.txt'))",
  },
  {
    name: 'sqlite with an open transaction',
    program:
      "import sqlite3\nc = sqlite3.connect('a.db'); c.execute('create table t (a)'); c.execute('insert into t values (1)'); c.commit(); c.execute('insert into t values (2)')",
    read: "import sqlite3; print(sqlite3.connect('a.db').execute('select * from t').fetchall())",
  },
  {
    name: 'sqlite with a write-ahead log',
    program:
      "import sqlite3\nc = sqlite3.connect('a.db', isolation_level=None); c.execute('pragma journal_mode=wal'); c.execute('create table t as select 1')",
    read: "import sqlite3, os; print(sqlite3.connect('a.db').execute('select * from t').fetchall(), sorted(os.listdir('.')))",
  },
  {
    name: 'duckdb',
    program: "import duckdb\nc = duckdb.connect('a.duckdb'); c.execute('create table t as select 42 a')",
    read: "import duckdb, os; print(duckdb.connect('a.duckdb').execute('select * from t').fetchall(), sorted(f for f in os.listdir('.') if 'wal' in f))",
  },
  {
    name: 'a Parquet writer',
    program:
      "import pyarrow as pa, pyarrow.parquet as pq\nt = pa.table({'a': [1]})\nw = pq.ParquetWriter('a.parquet', t.schema); w.write_table(t)",
    read: "import pyarrow.parquet as pq; print(pq.read_table('a.parquet').to_pydict())",
  },
  {
    name: 'a shelf',
    program: "import shelve\ns = shelve.open('a', writeback=True); s['k'] = []; s['k'].append(1)",
    read: "import shelve; print(dict(shelve.open('a')))",
  },
  {
    name: 'an object whose destructor writes',
    program:
      "class Log:\n    def __init__(self): self.f = open('a.txt', 'w')\n    def __del__(self): self.f.write('end')\nlog = Log()",
  },
  {
    name: 'an object in a reference cycle whose destructor writes',
    program:
      "class Log:\n    def __init__(self): self.f = open('a.txt', 'w'); self.me = self\n    def __del__(self): self.f.write('end'); self.f.close()\nlog = Log()",
  },
  {
    name: 'a file of another module',
    program: "import json, builtins\njson.f = open('a.txt', 'w'); json.f.write('x')",
  },
  { name: 'a file of builtins', program: "import builtins\nbuiltins.f = open('a.txt', 'w'); f.write('x')" },
  { name: 'a file after an error', program: "f = open('a.txt', 'w'); f.write('x')\nraise ValueError('y')" },
  {
    name: 'a file of a function that raised',
    program: "def work():\n    f = open('a.txt', 'w'); f.write('x')\n    1 / 0\nwork()",
  },
  { name: 'a file after sys.exit', program: "import sys\nf = open('a.txt', 'w'); f.write('x')\nsys.exit(3)" },
  {
    name: 'a file of a suspended generator',
    program:
      "def lines():\n    with open('a.txt', 'w') as f:\n        while True: f.write((yield))\ng = lines(); next(g); g.send('x')",
  },
  { name: 'a file as standard output', program: "import sys\nsys.stdout = open('a.txt', 'w'); print('x')" },
  {
    name: 'a file of a thread that outlasts the main thread',
    program:
      "import threading, time\ndef work():\n    f = open('a.txt', 'w'); time.sleep(.3); f.write('x')\nthreading.Thread(target=work).start()",
  },
  {
    name: 'an exit function',
    program: "import atexit\nf = open('a.txt', 'w')\natexit.register(lambda: f.write('end'))",
  },
  {
    name: 'a log',
    program: "import logging\nlogging.basicConfig(filename='a.txt', format='%(message)s'); logging.warning('x')",
  },
  {
    name: 'a file of a fork',
    program: "import os\nif os.fork() == 0:\n    f = open('a.txt', 'w'); f.write('x')\nelse: os.wait()",
  },
  {
    name: 'a buffer over gzip',
    program: "import gzip, io\nb = io.TextIOWrapper(io.BufferedWriter(gzip.open('a.gz', 'wb'))); b.write('x' * 9)",
    read: "import gzip; print(gzip.open('a.gz', 'rt').read())",
  },
];

/** Files that Python leaves incomplete at exit. */
const betterThanPython: readonly (OpenFile & { readonly expected: string })[] = [
  {
    name: 'a workbook',
    program: "import pandas as pd\nw = pd.ExcelWriter('a.xlsx'); pd.DataFrame({'a': [1]}).to_excel(w, index=False)",
    read: "import pandas as pd; print(pd.read_excel('a.xlsx').a.tolist())",
    expected: '[1]',
  },
  {
    name: 'a tar archive',
    program: "import tarfile\nopen('b.txt', 'w').write('x')\nt = tarfile.open('a.tar.gz', 'w:gz'); t.add('b.txt')",
    read: "import tarfile; print(tarfile.open('a.tar.gz').getnames())",
    expected: "['b.txt']",
  },
  {
    name: 'a PDF of several figures',
    program:
      "import matplotlib.pyplot as plt\nfrom matplotlib.backends.backend_pdf import PdfPages\np = PdfPages('a.pdf'); plt.plot([1]); p.savefig()",
    read: "print(open('a.pdf', 'rb').read()[-6:])",
    expected: "b'%%EOF\\n'",
  },
  {
    name: 'a file of a daemon thread',
    program:
      "import threading, time\nstarted = threading.Event()\ndef work():\n    f = open('a.txt', 'w'); f.write('x'); started.set(); time.sleep(60)\nthreading.Thread(target=work, daemon=True).start(); started.wait()",
    expected: 'x',
  },
  {
    name: 'a gzip file that a library references',
    program: "import gzip, json\njson.f = gzip.open('a.gz', 'wt'); json.f.write('x')",
    read: "import gzip; print(gzip.open('a.gz', 'rt').read())",
    expected: 'x',
  },
];

/** Output of the reader after a plain `python file.py`. */
function afterPython({ program, read = READ_TEXT }: OpenFile): string {
  const cwd = mkdtempSync(join(folder, 'plain-'));
  writeFileSync(join(folder, 'file.py'), program);
  spawnSync(settings.python, [join(folder, 'file.py')], { cwd, timeout: 20_000 });
  return readFiles(cwd, read);
}

function readFiles(cwd: string, read: string): string {
  const { stdout, stderr } = spawnSync(settings.python, ['-c', read], { cwd, encoding: 'utf8' });
  return stdout.trim() || stderr;
}

/** Output of the reader over the artifacts of the sandbox. */
async function afterSandbox({ program, read = READ_TEXT }: OpenFile): Promise<string> {
  const { outputs } = await open.run(program, { memoryBytes: 1_500 * MIB });
  const cwd = mkdtempSync(join(folder, 'sandbox-'));
  for (const { name, path } of outputs) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    copyFileSync(path, join(cwd, name));
  }
  return readFiles(cwd, read);
}

test.each(asPython.map((one) => [one.name, one] as const))('%s is written as by Python', async (_, one) => {
  const plain = afterPython(one);
  expect(plain).not.toMatch(/Traceback/);
  expect(await afterSandbox(one)).toBe(plain);
});

test.each(betterThanPython.map((one) => [one.name, one] as const))('%s is complete', async (_, one) => {
  expect(await afterSandbox(one)).toBe(one.expected);
});

test('a destructor that does not return is abandoned, and the answer is sent', async () => {
  const result = await open.run(
    `
import time
from interpreter import answer
class Slow:
    def __del__(self, sleep=time.sleep):
        while True: sleep(1)
slow = Slow()
answer('42')
`,
    { wallSeconds: 60 },
  );
  expect(result).toMatchObject({ failure: undefined, answer: '42' });
  expect(result.warnings).toEqual([expect.stringContaining('took more than')]);
});

test('the wall time includes destructors', async () => {
  const result = await open.run('class Slow:\n    def __del__(self):\n        while True: pass\nslow = Slow()', {
    wallSeconds: 2,
  });
  expect(result.failure?.kind).toBe('out_of_time');
});

test('a file that cannot be flushed is named', async () => {
  const result = await open.run(
    `
import resource
from interpreter import answer
f = open('full.csv', 'w'); f.write('x' * 5000)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
import json; json.f = f
answer('42')
`,
  );
  expect(result.answer).toBe('42');
  expect(result.warnings.join()).toMatch(/full\.csv may be incomplete: OSError/);
});
