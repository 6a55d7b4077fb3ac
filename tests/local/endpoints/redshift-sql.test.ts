import { statements } from '../../sandbox/hostile/statements';
import { openTestWarehouse, type TestWarehouse } from './warehouse';

const USERS = `userid,age,gender,joined,seen,score
1,20,m,2024-01-31,2024-01-31 10:00:00,0.5
2,25,f,2024-02-01,2024-02-29 23:59:59,1.5
3,,f,2024-02-15,,
4,28,,2023-12-31,2024-01-01 00:00:00,-2.5
`;

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await openTestWarehouse({ 'Users.csv': USERS, 'visits.csv': 'userid,pages\n1,3\n1,4\n9,1\n' });
}, 60_000);
afterAll(() => warehouse?.close());

/** Redshift's results: meaning, statement, lines of CSV. */
const results: readonly (readonly [meaning: string, sql: string, lines: readonly string[]])[] = [
  ['integers divide to integers', 'select 7/2, -7/2, 7/2.0', ['3,-3,3.5']],
  ['a column of integers divides to integers', 'select age/3 from users where userid = 1', ['6']],
  ['an average of integers is cut off', 'select avg(age) from users', ['24']],
  ['an average of floats is not', 'select avg(age::float), avg(score) from users where userid < 3', ['22.5,1.0']],
  ['a window average of integers is cut off', 'select distinct avg(age) over () from users', ['24']],
  ['a sum divided by a count is an integer', 'select sum(age) / count(*) from users', ['18']],
  [
    'a share has to be asked in decimals',
    'select 100.0 * sum(case when age > 20 then 1 else 0 end) / count(*) from users',
    ['50.0'],
  ],
  ['nulls sort as the largest', 'select userid from users order by age desc, userid', ['3', '4', '2', '1']],
  ['nulls sort last when ascending', 'select userid from users order by age', ['1', '2', '4', '3']],
  ['a text and a null make a null', "select gender || '!', concat(gender, '!') from users where userid = 4", [',']],
  ['TOP limits', 'select top 2 userid from users order by userid', ['1', '2']],
  ['DATEDIFF counts boundaries', "select datediff(month, '2024-01-31', '2024-02-01')", ['1']],
  [
    'DATEADD of a date is a timestamp',
    'select dateadd(day, 1, joined) from users where userid = 1',
    ['"2024-02-01 00:00:00"'],
  ],
  [
    'DATE_TRUNC of a date is a timestamp',
    "select date_trunc('month', joined) from users where userid = 1",
    ['"2024-01-01 00:00:00"'],
  ],
  ['TRUNC of a timestamp is a date', 'select trunc(seen) from users where userid = 2', ['"2024-02-29"']],
  ['weeks begin on Sunday for DOW', "select extract(dow from date '2024-02-04')", ['0']],
  ['TO_CHAR formats', "select to_char(joined, 'YYYY-MM') from users where userid = 2", ['"2024-02"']],
  [
    'TO_CHAR knows names, quarters and quoted text',
    `select to_char(seen, 'FMMonth DD, YYYY'), to_char(joined, 'YYYY-"Q"Q'), to_char(seen, 'MON HH24:MI') from users where userid = 2`,
    ['"February 29, 2024","2024-Q1","FEB 23:59"'],
  ],
  [
    'TO_CHAR pads names of months',
    "select to_char(joined, 'Month') || '|' from users where userid = 1",
    ['"January  |"'],
  ],
  ['TO_DATE reads names of months', "select to_date('05 Jan 2024', 'DD Mon YYYY')", ['"2024-01-05"']],
  ['FLOOR of an integer is one', 'select floor(age / 10) * 10 from users where userid = 2', ['20']],
  [
    'a column may be called like a function',
    'select getdate() > joined as getdate from users where userid = 1',
    ['true'],
  ],
  [
    'LISTAGG joins in order',
    "select listagg(userid, ',') within group (order by userid desc) from users",
    ['"4,3,2,1"'],
  ],
  [
    'LISTAGG takes distinct values',
    "select listagg(distinct gender, '|') within group (order by gender) from users",
    ['"f|m"'],
  ],
  [
    'DECODE, NVL and NVL2',
    "select decode(gender, 'm', 'a', 'f', 'b', 'c'), nvl(gender, '-'), nvl2(age, 1, 0) from users where userid > 2 order by userid",
    ['"b","f",0', '"c","-",1'],
  ],
  ['REGEXP_REPLACE replaces every match', "select regexp_replace('a-b-c', '-', '')", ['"abc"']],
  ['SIMILAR TO knows wildcards', "select 'abc' similar to 'a%', 'abc' similar to '(x|a)_c'", ['true,true']],
  [
    'RATIO_TO_REPORT is a share',
    'select ratio_to_report(pages) over () from visits order by 1',
    ['0.125', '0.375', '0.5'],
  ],
  [
    'QUALIFY filters windows',
    'select userid, pages from visits qualify row_number() over (partition by userid order by pages desc) = 1 order by 1',
    ['1,4', '9,1'],
  ],
  [
    'MEDIAN and PERCENTILE_CONT',
    'select median(age), percentile_cont(0.5) within group (order by age) from users',
    ['25.0,25.0'],
  ],
  [
    'an alias is known to the columns after it',
    'select age + 1 as older, older * 2 from users where userid = 1',
    ['21,42'],
  ],
  ['names are folded', 'select U."AGE" from PUBLIC.Users u where USERID = 1', ['20']],
  ['sums of integers are bigints', 'select sum(pages) from visits', ['8']],
  ['JSON is read', 'select json_extract_path_text(\'{"a":{"b":"5"}}\', \'a\', \'b\')', ['"5"']],
  ['an empty text is not a null', "select '', null", ['"",']],
  ['EXTRACT of an epoch', 'select extract(epoch from seen) from users where userid = 4', ['1704067200']],
  [
    'who has no row in another table',
    'select u.userid from users u left join visits v on u.userid = v.userid where v.userid is null order by 1',
    ['2', '3', '4'],
  ],
  ['common tables with column lists', 'with t (a, b) as (select userid, age from users) select max(b) from t', ['28']],
  [
    'recursion',
    'with recursive n(i) as (select 1 union all select i + 1 from n where i < 3) select sum(i) from n',
    ['6'],
  ],
  [
    'columns of the dictionary',
    "select column_name, data_type from svv_columns where table_name = 'users' order by ordinal_position limit 3",
    ['"userid","integer"', '"age","integer"', '"gender","character varying"'],
  ],
  ['the information schema', "select count(*) from information_schema.columns where table_schema = 'public'", ['8']],
  [
    'row counts of the dictionary',
    'select "table", tbl_rows from svv_table_info order by 1',
    ['"users",4', '"visits",3'],
  ],
];

test.each(results)('%s', async (_, sql, lines) => {
  expect(await warehouse.ask(sql)).toEqual(lines);
});

/** Statements that Redshift, or this warehouse in its place, rejects: meaning, statement, part of the error. */
const errors: readonly (readonly [meaning: string, sql: string, error: string])[] = [
  ['an unknown table', 'select * from nope', 'relation "nope" does not exist'],
  ['an unknown column', 'select nope from users', 'column "nope" does not exist'],
  [
    'a column that two tables have',
    'select userid from users u join visits v on u.userid = v.userid',
    'column reference "userid" is ambiguous',
  ],
  ['no SQL', 'selec 1', 'syntax error'],
  ['a division by zero', 'select 1/0', 'Divide by zero'],
  ['a division of floats by zero', 'select score / 0 from users', 'Divide by zero'],
  [
    'a function of another database',
    "select string_agg(gender, ',') from users",
    'function string_agg() does not exist',
  ],
  ['correlation', 'select corr(age, score) from users', 'function corr() does not exist'],
  ['FILTER', 'select count(*) filter (where age > 1) from users', 'filter'],
  ['DISTINCT ON', 'select distinct on (gender) gender from users', 'DISTINCT ON'],
  ['a running total without frame', 'select sum(age) over (order by userid) from users', 'require a frame clause'],
  ['LISTAGG DISTINCT without order', "select listagg(distinct gender, ',') from users", 'WITHIN GROUP'],
  ['CONCAT of three', "select concat('a', 'b', 'c')", 'CONCAT takes two arguments'],
  ['two statements', 'select 1; select 2', 'one statement'],
  ['a text that is no number', "select cast('abc' as int)", 'abc'],
];

test.each(errors)('%s is an error', async (_, sql, error) => {
  const [text, ...rest] = await warehouse.ask(sql);
  expect(rest).toEqual([]);
  expect(text).toMatch(/^ERROR: /);
  expect(text).toContain(error);
});

test('EXPLAIN returns a plan without running the statement', async () => {
  const plan = await warehouse.ask('explain select gender, count(*) from users group by 1');
  expect(plan.join('\n')).toContain('users');
  expect(await warehouse.ask('explain select nope from users')).toEqual(['ERROR: column "nope" does not exist']);
});

test.each(statements)('rejected: $name', async ({ name: sql }) => {
  const [text] = await warehouse.ask(sql);
  expect(text).toMatch(/^ERROR: /);
});
