import { openTestWarehouse, type TestWarehouse } from './warehouse';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;
const many = (row: (i: number) => string) => Array.from({ length: 25_000 }, (_, i) => row(i));

const FILES: Record<string, string | Buffer> = {
  'Types.csv': lines(
    'Whole,Big,Huge,Float,Flag,Code,Empty,Words',
    '1,3000000000,12345678901234567890123,1.5,true,007,,a',
    '-2,5,7,2,FALSE,12,,"b, ""c"""',
    'NA,,,,,,,',
  ),
  'dates.csv': lines(
    'iso,slash,european,worded,zoned,clock,compact_date,number,mixed',
    '2024-01-02,2024/01/02,02.01.2024,Jan 2, 2024'.replace('Jan 2, 2024', '"Jan 2, 2024"') +
      ',2024-01-02T10:00:00+02:00,2024-01-02 10:00,20240102,20240102,2024-01-02',
    '2024-12-31,2024/12/31,31.12.2024,"Dec 31, 2024",2024-12-31T00:00:00Z,2024-12-31 23:59:59.5,20241231,1,12/31/2024',
  ),
  'us.csv': lines('d', '01/02/2024', '01/31/2024'),
  'day-first.csv': lines('d', '01/02/2024', '31/01/2024'),
  'late.csv': lines('n,d,z', ...many((i) => `${i},0${1 + (i % 9)}/02/2024,${i}`), 'none,31/02/2024x,1', '2.5,,007'),
  'semicolon.csv': lines('Ort;Betrag', 'Köln;1,5', 'Bonn;2'),
  'latin.csv': Buffer.from('name\nMüller\nFrançoise\n', 'latin1'),
  'utf16.csv': Buffer.from('\ufeffname,n\nMüller,1\n', 'utf16le'),
  'windows.csv': '\ufeffa,b\r\n1,x\r\n2,"two\r\nlines"\r\n',
  'no header.csv': lines('1,2.5,x', '2,3.5,y'),
  'Odd "Names".csv': lines('First Name,first name,,Größe', 'a,b,c,d'),
  'tabs.tsv': lines('a\tb', '1\tx,y'),
  'only-header.csv': 'a,b\n',
  'ragged.csv': lines('a,b', '1,2', '3'),
  'empty.csv': '',
  'picture.csv': Buffer.from([0, 1, 2, 3, 0, 255]),
  'broken.parquet': 'PAR1 no parquet',
  'catalog.yaml': 'tables: {}',
};

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await openTestWarehouse(FILES);
}, 60_000);
afterAll(() => warehouse?.close());

const typesOf = (table: string) =>
  warehouse.ask(
    `select column_name, data_type from svv_columns where table_name = '${table}' order by ordinal_position`,
  );

test('types are inferred from the values', async () => {
  expect(await typesOf('types')).toEqual([
    '"whole","integer"',
    '"big","bigint"',
    '"huge","numeric"',
    '"float","double precision"',
    '"flag","boolean"',
    '"code","character varying"',
    '"empty","character varying"',
    '"words","character varying"',
  ]);
  expect(await warehouse.ask('select * from types order by whole')).toEqual([
    '-2,5,7,2.0,false,"12",,"b, ""c"""',
    '1,3000000000,12345678901234567890123,1.5,true,"007",,"a"',
    ',,,,,,,',
  ]);
});

test('dates are read in all common formats', async () => {
  expect(await warehouse.ask('select * from dates order by iso')).toEqual([
    '"2024-01-02","2024-01-02","2024-01-02","2024-01-02","2024-01-02 08:00:00","2024-01-02 10:00:00","2024-01-02",20240102,"2024-01-02"',
    '"2024-12-31","2024-12-31","2024-12-31","2024-12-31","2024-12-31 00:00:00","2024-12-31 23:59:59.5","2024-12-31",1,"2024-12-31"',
  ]);
});

test('the whole column decides between day first and month first', async () => {
  expect(await warehouse.ask('select max(d) from us')).toEqual(['"2024-01-31"']);
  expect(await warehouse.ask('select min(d), max(d) from "day-first"')).toEqual(['"2024-01-31","2024-02-01"']);
});

test('a value after the sample can widen the type of its column', async () => {
  expect(await typesOf('late')).toEqual([
    '"n","double precision"',
    '"d","character varying"',
    '"z","character varying"',
  ]);
  expect(await warehouse.ask('select count(*), count(n), max(n), max(d), max(z) from late')).toEqual([
    '25002,25001,24999.0,"31/02/2024x","9999"',
  ]);
});

test.each([
  ['semicolons and decimal commas', 'select * from semicolon order by 1', ['"Bonn",2.0', '"Köln",1.5']],
  ['Latin-1', 'select * from latin order by 1', ['"Françoise"', '"Müller"']],
  ['UTF-16', 'select * from utf16', ['"Müller",1']],
  ['Windows line ends and a byte order mark', 'select a from windows order by a', ['1', '2']],
  ['no header', 'select * from "no header" order by column1', ['1,2.5,"x"', '2,3.5,"y"']],
  ['odd names', 'select "first name", "first name_2", column3, "größe" from "odd ""names"""', ['"a","b","c","d"']],
  ['tabs', 'select * from tabs', ['1,"x,y"']],
  ['short rows', 'select * from ragged order by 1', ['1,2', '3,']],
  ['a header alone', 'select count(*) from "only-header"', ['0']],
])('%s', async (_, sql, expected) => {
  expect(await warehouse.ask(sql)).toEqual(expected);
});

test('an unreadable file is reported with its reason, and the others are loaded', () => {
  const reasons = Object.fromEntries(warehouse.loaded.skipped.map(({ file, reason }) => [file, reason]));
  expect(Object.keys(reasons).sort()).toEqual(['broken.parquet', 'empty.csv', 'picture.csv']);
  expect(reasons['empty.csv']).toBe('the file is empty');
  expect(warehouse.loaded.tables).toHaveLength(14);
});
