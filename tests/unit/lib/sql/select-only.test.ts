import { selectOnlyViolation } from '../../../../lib/sql/select-only';

it.each([
  'select 1',
  'SELECT 1;',
  '  -- a comment; with a sign\n select 1 ; ',
  '/* outer /* inner; */ drop */ select 1',
  'with a as (select 1) select * from a',
  '(select 1) union all (select 2)',
  "select 'insert into x; drop table y' as text",
  "select 'it''s; fine'",
  'select "into", "a;b" from t',
  "select * from t where note like '%--%' and a <> 'x'",
  'select updated, deleted_at, insert_time from t',
  'select 10/2 - 3',
  'with a as (select 1), b as (select 2) select * from a, b',
  'select query, explain from stl_orders, sys_users, svv_columns',
  "select 'stl_query'",
])('allows %j', (sql) => {
  expect(selectOnlyViolation(sql)).toBeUndefined();
});

it.each([
  ['insert into t values (1)', 'begins with INSERT'],
  ['drop table t', 'begins with DROP'],
  ["unload ('select 1') to 's3://b/k'", 'begins with UNLOAD'],
  ['copy t from ..', 'begins with COPY'],
  ['explain select 1', 'begins with EXPLAIN'],
  ['call p()', 'begins with CALL'],
  ['select 1; select 2', 'several'],
  ['select 1; drop table t', 'several'],
  ['select 1 /* ; */ ; -- x\n drop table t', 'several'],
  ['select * into copy_of_t from t', 'INTO'],
  ['select *\nINTO#x from t', 'INTO'],
  ['select 1 as a -- a comment\r into copy_of_t from t', 'INTO'],
  ['with a as (select 1) insert into t select * from a', 'INSERT'],
  ['with a as (delete from t returning *) select * from a', 'DELETE'],
  ["select 'open", 'unterminated'],
  ['select "open', 'unterminated'],
  ['select 1 /* open', 'unterminated'],
  ['', 'empty'],
  [' ; -- nothing', 'empty'],
  ['42', 'begins with 42'],
  ['select querytxt from STL_QUERY', 'stl_query contains statements of other jobs'],
  ['select * from pg_catalog . "sys_query_history"', 'sys_query_history'],
  ['with a as (select * from t, svl_statementtext) select * from a', 'svl_statementtext'],
  ['select (select max(text) from stv_inflight)', 'stv_inflight'],
])('refuses %j', (sql, reason) => {
  expect(selectOnlyViolation(sql)).toContain(reason);
});

it.each([
  ['quotes and comments', `select '${"''".repeat(40_000)}' ${'/*'.repeat(5000)}${'*/'.repeat(5000)}`],
  ['spaces before its end', `select 1${' '.repeat(99_000)}x`],
  ['semicolons and spaces at its end', `select 1${'; '.repeat(49_000)}`],
])('checks a long statement quickly: %s', (_, sql) => {
  const started = performance.now();
  expect(selectOnlyViolation(sql)).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(200);
});
