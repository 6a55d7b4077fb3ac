import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { type LoadedData, loadData, WAREHOUSE_SCRIPTS } from '../../../local/endpoints/redshift-data/load';
import { pythonOf } from '../../../local/setup/paths';
import { openTestWarehouse, type TestWarehouse } from './warehouse';

jest.setTimeout(240_000);

const python = pythonOf('emulator');
const GOOD = { 'good.csv': 'id,n\n1,2\n3,4\n' };
const GOOD_TABLE = { name: 'good', file: 'good.csv', rows: 2, notes: [] };

describe('an unusual file', () => {
  let warehouse: TestWarehouse;
  beforeAll(async () => {
    warehouse = await openTestWarehouse({
      ...GOOD,
      'carriage returns.csv': 'id,n\r1,2\r3,"4\r5"\r',
      'blank lines.csv': '\n\n\nid,n\n1,2\n',
      'blank lines of windows.csv': '\ufeff\r\n  \r\n\t\r\n\r\nid,n\r\n1,2\r\n',
      'blank line.csv': '\nid,n\n1,2\n',
      'blank lines and no header.csv': '\n\n\n1,2\n3,4\n',
      'long header.csv': `id,${'h'.repeat(140_000)}\n1,2\n`,
      'long cell.csv': `id,n\n1,${'x'.repeat(140_000)}\n`,
      'one name.csv': `${Array(1_000).fill('a').join()}\n${Array(1_000).fill('1').join()}\n`,
      'cut.csv.gz': gzipSync('id,n\n1,2\n'.repeat(1000)).subarray(0, 40),
      'changed.csv.gz': gzipSync('id,n\n1,2\n'.repeat(1000)).fill(255, 20, 40),
    });
  });
  afterAll(() => warehouse?.close());

  it.each([
    ['carriage returns for line ends', 'carriage returns', ['1,"2"', '3,"4\r5"']],
    ['three blank lines before the header', 'blank lines', ['1,2']],
    ['blank lines of Windows', 'blank lines of windows', ['1,2']],
    ['one blank line before the header', 'blank line', ['1,2']],
    ['blank lines before data', 'blank lines and no header', ['1,2', '3,4']],
    ['a name of more than 131,072 characters', 'long header', ['1,2']],
  ])('is read: %s', async (_, table, rows) => {
    expect(await warehouse.ask(`select * from "${table}" order by 1`)).toEqual(rows);
  });

  it('is loaded: a value of more than 131,072 characters, and 1,000 columns with one name', async () => {
    expect(await warehouse.ask('select len(n) from "long cell"')).toEqual(['140000']);
    expect(await warehouse.ask('select a, a_2, a_1000 from "one name"')).toEqual(['1,1,1']);
  });

  it('gets column names that fit into a row of the dictionary, with a note about truncated ones', async () => {
    const table = warehouse.loaded.tables.find(({ name }) => name === 'long header');
    expect(table?.notes).toEqual([`${'h'.repeat(40)}…: name truncated to 1,000 of 140,000 characters`]);
    const names = "select max(len(column_name)) from svv_columns where table_name = 'long header'";
    expect(await warehouse.ask(names)).toEqual(['1000']);
    expect((await warehouse.ask('select * from svv_columns')).length).toBeGreaterThan(10);
  });

  it('is skipped with the reason: compressed files that are truncated or corrupt', () => {
    expect(warehouse.loaded.skipped.map(({ file }) => file)).toEqual(['changed.csv.gz', 'cut.csv.gz']);
    for (const { reason } of warehouse.loaded.skipped) expect(reason).toMatch(/^it cannot be read \(\w+: .+\)$/);
  });

  it('does not affect the other files', async () => {
    expect(warehouse.loaded.tables).toContainEqual(GOOD_TABLE);
    expect(await warehouse.ask('select sum(n) from good')).toEqual(['6']);
  });
});

describe('any file', () => {
  const seed = Number(process.env.SEED ?? 20_261_130);
  const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number): T[] => fc.sample(arbitrary, { seed, numRuns });

  /** A Parquet file with a column of each DuckDB type. */
  function parquet(folder: string): Buffer {
    const file = join(folder, 'types.parquet');
    const source =
      "import duckdb, sys; duckdb.sql('select * exclude (empty_struct) from test_all_types()').write_parquet(sys.argv[1])";
    execFileSync(python, ['-c', source, file]);
    return readFileSync(file);
  }

  const bytes = fc.uint8Array({ minLength: 1, maxLength: 3_000 });
  const characters = fc.constantFrom(...'"\'\\,;|\t\r\n \0a1.-:é\ufeff#=', '\r\n', '""', 'NA', '1e999', '2024-13-45');
  const text = fc.array(characters, { minLength: 1, maxLength: 400 }).map((parts) => parts.join(''));
  const place = fc.double({ min: 0, max: 0.999, noNaN: true });

  /** Random files, the same for the same seed. */
  function files(folder: string): Record<string, string | Buffer> {
    const whole = parquet(folder);
    const packed = gzipSync('id,n\n1,2\n'.repeat(2_000));
    const at = (content: Buffer, where: number) => Math.floor(where * content.length);
    const changed = (content: Buffer, where: number) => {
      const copy = Buffer.from(content);
      copy.subarray(at(copy, where)).fill(copy.readUInt8(at(copy, where)) ^ 0xff, 0, 1);
      return copy;
    };
    const named = (kind: string, suffix: string, contents: readonly (string | Buffer | Uint8Array)[]) =>
      contents.map((content, index) => [`${kind} ${index}${suffix}`, Buffer.from(content as Buffer)]);
    return Object.fromEntries([
      ...named('bytes', '.csv', sample(bytes, 25)),
      ...named('bytes', '.tsv.gz', sample(bytes, 5)),
      ...named('bytes', '.parquet', sample(bytes, 5)),
      ...named(
        'bytes between',
        '.pq',
        sample(bytes, 5).map((one) => Buffer.concat([Buffer.from('PAR1'), one, Buffer.from('PAR1')])),
      ),
      ...named(
        'marked bytes',
        '.csv',
        sample(bytes, 10).map((one) => Buffer.concat([Buffer.from([0xff, 0xfe]), one])),
      ),
      ...named('text', '.csv', sample(text, 60)),
      ...named('text', '.tsv', sample(text, 20)),
      ...named(
        'cut',
        '.parquet',
        sample(place, 10).map((where) => whole.subarray(0, at(whole, where))),
      ),
      ...named(
        'changed',
        '.parquet',
        sample(place, 25).map((where) => changed(whole, where)),
      ),
      ...named(
        'cut',
        '.csv.gz',
        sample(place, 5).map((where) => packed.subarray(0, at(packed, where))),
      ),
      ...named(
        'changed',
        '.csv.gz',
        sample(place, 5).map((where) => changed(packed, where)),
      ),
      ['whole.parquet', whole],
      ['nulls.csv', '\0'.repeat(1_000_000)],
      ['null in the middle.csv', `id,n\n1,${'x'.repeat(300_000)}\n2,\0\n`],
      ['one line.csv', 'x'.repeat(5_000_000)],
      ['one line of fields.csv', `id,n\n${'1,'.repeat(2_500_000)}\n`],
      ['one line after the header.csv', `id,n\n1,${'x'.repeat(5_000_000)}\n`],
      ['ten thousand columns.csv', Array.from({ length: 10_000 }, (_, i) => `c${i}`).join()],
      [
        'ten thousand equal columns.tsv',
        `${Array(10_000).fill('a').join('\t')}\n${Array(10_000).fill('1').join('\t')}\n`,
      ],
      ['quotes.csv', '"'.repeat(1_000_001)],
      ['quotes in quotes.csv', `id,n\n1,${'"'.repeat(100_000)}a${'""'.repeat(50_000)}\n2,"open\n`],
      ['delimiters.csv', ','.repeat(200_000)],
      ['line ends.csv', '\n'.repeat(1_000_000)],
      ['digits.csv', `n\n${'9'.repeat(100_000)}\n1e${'9'.repeat(1_000)}\n`],
      ['an odd \ud83d\ude00 "name"; --\'.csv', 'a\n1\n'],
      [`${'n'.repeat(240)}.csv`, 'a\n1\n'],
      ['.csv', 'a\n1\n'],
      [' .csv', 'a\n1\n'],
    ]);
  }

  it(`is loaded or skipped with a reason, and does not affect others (seed ${seed})`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'odd-files-'));
    const contents = { ...files(folder), ...GOOD };
    rmSync(folder, { recursive: true });
    const warehouse = await openTestWarehouse(contents);
    try {
      const { tables, skipped } = warehouse.loaded;
      const found = [...tables, ...skipped].map(({ file }) => file);
      expect(found.sort()).toEqual(
        Object.keys(contents)
          .filter((name) => name !== '.csv')
          .sort(),
      );
      expect(skipped.filter(({ reason }) => !/^.{10,600}$/s.test(reason))).toEqual([]);
      expect(tables).toContainEqual(GOOD_TABLE);
      expect(tables.map(({ name }) => name)).toContain('whole');
      expect(skipped.map(({ file }) => file)).toContain('nulls.csv');
      expect(await warehouse.ask('select sum(n) from good')).toEqual(['6']);
      expect(await warehouse.ask('select count(distinct table_name) from svv_columns')).toEqual([
        String(tables.length),
      ]);
    } finally {
      await warehouse.close();
    }
  });

  it('is skipped if it is not a regular file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-files-'));
    mkdirSync(join(folder, 'folder.csv'));
    symlinkSync('loop.csv', join(folder, 'loop.csv'));
    symlinkSync('/dev/zero', join(folder, 'device.csv'));
    symlinkSync('nowhere', join(folder, 'nowhere.parquet'));
    execFileSync('mkfifo', [join(folder, 'pipe.csv')]);
    writeFileSync(join(folder, 'good.csv'), GOOD['good.csv']);
    const settings = { python, memoryMegabytes: 512, threads: 1, database: 'dev' };
    try {
      const { tables, skipped } = await loadData({
        ...settings,
        dataFolder: folder,
        cacheFolder: join(folder, 'cache'),
      });
      expect(tables).toEqual([GOOD_TABLE]);
      const refused = ['device.csv', 'folder.csv', 'loop.csv', 'nowhere.parquet', 'pipe.csv'];
      expect(skipped.map(({ file }) => file)).toEqual(refused);
      expect(skipped[0]?.reason).toBe('it is not a regular file');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is skipped after its time limit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slow-files-'));
    writeFileSync(join(folder, 'good.csv'), GOOD['good.csv']);
    const settings = { python, memoryMegabytes: 512, threads: 1, database: 'dev', secondsPerFile: 0.001 };
    try {
      const loaded: LoadedData = await loadData({
        ...settings,
        dataFolder: folder,
        cacheFolder: join(folder, 'cache'),
      });
      expect(loaded.skipped).toEqual([{ file: 'good.csv', reason: 'it took longer than 0.001 s' }]);
      expect(loaded.tables).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a process that reads a file', () => {
  /** Runs Python with the loader's modules; returns its JSON output. */
  async function run(source: string): Promise<unknown> {
    const folder = mkdtempSync(join(tmpdir(), 'reader-'));
    try {
      const start = `import sys; sys.path.insert(0, ${JSON.stringify(WAREHOUSE_SCRIPTS)}); folder = sys.argv[1]\n`;
      const { stdout } = await promisify(execFile)(python, ['-I', '-B', '-c', start + source, folder]);
      return JSON.parse(stdout);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  it.each([
    ['is killed', 'os.kill(os.getpid(), signal.SIGKILL)', 'the process that read it exited with SIGKILL'],
    ['crashes', 'os.abort()', 'the process that read it exited with SIGABRT'],
    ['exits', 'os._exit(3)', 'the process that read it exited with status 3'],
    ['never ends', 'time.sleep(3600)', 'it took longer than 5 s'],
    ['takes all memory', 'bytearray(2**31)', 'the process that read it exited with status 1'],
  ])('that %s ends alone', async (_, work, reason) => {
    const source = `
import json, os, signal, time
from subprocess_call import NoResult, call_in_subprocess
try:
    result = call_in_subprocess(lambda: ${work}, 5, 2**30)
except NoResult as failure:
    result = str(failure)
print(json.dumps([result, call_in_subprocess(lambda: 'the next one', 60, 2**30)]))
`;
    expect(await run(source)).toEqual([reason, 'the next one']);
  });

  it.each([
    ['IndexError("list index out of range")', 'it cannot be read (IndexError: list index out of range)'],
    ['csv.Error("line contains NUL")', 'it cannot be read (Error: line contains NUL)'],
    [
      'RecursionError("maximum recursion depth exceeded")',
      'it cannot be read (RecursionError: maximum recursion depth exceeded)',
    ],
    ['MemoryError()', 'it needs more memory than the 512 MB of the local warehouse'],
    ['EOFError("x" * 5000)', `it cannot be read (EOFError: ${'x'.repeat(200)})`],
    ['OSError(5, "Input/output error")', '[Errno 5] Input/output error'],
  ])('that fails with %s refuses its file', async (error, reason) => {
    const source = `
import csv, json, os, pathlib
import load
def fail(*_):
    raise ${error}
load.load_tables = fail
path = pathlib.Path(folder, 'a.csv')
path.write_text('a')
options = {'database': os.path.join(folder, 'data'), 'megabytes': 512, 'threads': 1, 'scratch': folder}
print(json.dumps(load.load_file(options, path, {})))
`;
    expect(await run(source)).toEqual([{ skipped: { file: 'a.csv', reason } }]);
  });

  it.each([
    ['a workbook', 'a.xlsx', 'workbooks.create_table'],
    ['an SQLite database', 'a.db', 'databases.create_table'],
  ])('that is killed at the second table of %s leaves none, and the other files are read', async (_, file, name) => {
    const [module] = name.split('.');
    const source = `
import io, json, os, pathlib, signal, sqlite3, types
import load
from tables import ${module}
create, calls = ${name}, []
def killed(*arguments, **more):
    calls.append(arguments)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return create(*arguments, **more)
${name} = killed
path = pathlib.Path(folder, ${JSON.stringify(file)})
if path.suffix == '.db':
    with sqlite3.connect(path) as database:
        database.executescript('create table a(n); insert into a values (1); create table b(n); insert into b values (2)')
else:
    import python_calamine
    path.write_bytes(b'PK\\3\\4')
    class Book:
        def __init__(self):
            kinds = {'typ': python_calamine.SheetTypeEnum.WorkSheet, 'visible': python_calamine.SheetVisibleEnum.Visible}
            self.sheets_metadata = [types.SimpleNamespace(name=name, **kinds) for name in 'ab']
        def get_sheet_by_name(self, name):
            return types.SimpleNamespace(total_height=2, total_width=1, iter_rows=lambda: [['n'], [1]])
    python_calamine.CalamineWorkbook = types.SimpleNamespace(from_path=lambda _: Book())
pathlib.Path(folder, 'good.csv').write_text('id,n\\n1,2\\n')
options = {'database': os.path.join(folder, 'data'), 'megabytes': 512, 'threads': 1, 'scratch': os.path.join(folder, 'scratch')}
os.mkdir(options['scratch'])
sys.stdin = io.StringIO(json.dumps({**options, 'folder': folder, 'name': 'dev'}))
sys.stdout = reports = io.StringIO()
load.main()
sys.stdout = sys.__stdout__
with load.connected(options) as connection:
    tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'public'").fetchall()
lines = [json.loads(line) for line in reports.getvalue().splitlines()]
print(json.dumps([tables, [line for line in lines if 'ignored' not in line]]))
`;
    expect(await run(source)).toEqual([
      [['good']],
      [
        { skipped: { file, reason: 'the process that read it exited with SIGKILL' } },
        { table: { ...GOOD_TABLE, rows: 1 } },
      ],
    ]);
  });

  it('leaves no table when it crashes before its report', async () => {
    const source = `
import io, json, os, pathlib
import load
def load_file(options, path, loaded):
    table = path.stem
    with load.connected(options) as connection:
        connection.execute(f'CREATE TABLE {load.target(table)} (a int)')
    if table == 'ended':
        os._exit(3)
    return [{'table': {'name': table}}]
load.load_file = load_file
for name in ('ended', 'go"od'):
    pathlib.Path(folder, name + '.csv').write_text('a')
options = {'database': os.path.join(folder, 'data'), 'megabytes': 512, 'threads': 1, 'scratch': folder}
sys.stdin = io.StringIO(json.dumps({**options, 'folder': folder, 'name': 'dev'}))
sys.stdout = io.StringIO()
load.main()
sys.stdout = sys.__stdout__
with load.connected(options) as connection:
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'public'").fetchall()
    print(json.dumps([name for name, in found]))
`;
    expect(await run(source)).toEqual(['go"od']);
  });
});
