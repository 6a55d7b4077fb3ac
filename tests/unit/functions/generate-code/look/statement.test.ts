import { LookRefused, type LookRequest, parseLook } from '../../../../../functions/generate-code/look/look-request';
import { lookStatement } from '../../../../../functions/generate-code/look/statement';
import type { VisibleTable } from '../../../../../functions/generate-code/tables/directory';

const orders: VisibleTable = {
  name: 'Odd "orders"',
  columns: [
    { name: 'status', type: 'character varying(20)' },
    { name: 'amount', type: 'numeric(10,2)' },
    { name: 'weight', type: 'double precision' },
    { name: 'paid', type: 'boolean' },
    { name: 'at', type: 'timestamp without time zone' },
    { name: 'seen', type: 'timestamp with time zone' },
    { name: 'raw', type: 'super' },
  ],
};

const look = (request: object) => lookStatement('public', [orders], parseLook({ table: orders.name, ...request }));
const where = (column: string, op: string, value?: string | number | boolean | null) =>
  look({ column: 'status', where: [{ column, op, value }] });
const conditionOf = (sql: string) => / where (.*?)\),/.exec(sql)?.[1];

test('quotes names as the description has them, whatever their case in the call', () => {
  const { sql, parameters } = lookStatement('public', [orders], { table: 'PUBLIC.odd "ORDERS"', column: 'Status' });
  expect(sql).toContain('select "status" as value from "public"."Odd ""orders"""');
  expect(parameters).toEqual({});
});

const injection = `x' or 1=1; drop table users --`;

test.each<[string, LookRequest]>([
  ['a text', { table: orders.name, column: 'status', contains: injection }],
  ['a value', { table: orders.name, column: 'status', where: [{ column: 'status', op: '=', value: injection }] }],
  [
    'a part of a value',
    { table: orders.name, column: 'at', where: [{ column: 'status', op: 'contains', value: injection }] },
  ],
])('binds %s of the model', (_, request) => {
  const { sql, parameters } = lookStatement('public', [orders], request);
  expect(sql).not.toContain('drop');
  expect(Object.values(parameters)).toEqual([injection]);
  for (const name of Object.keys(parameters)) expect(sql).toContain(`:${name}`);
});

test.each([
  ['a table', { table: injection, column: 'status' }],
  ['a column', { table: orders.name, column: injection }],
  [
    'a column of a condition',
    { table: orders.name, column: 'status', where: [{ column: injection, op: '=', value: 1 }] },
  ],
  ['an operator', { table: orders.name, column: 'status', where: [{ column: 'status', op: injection, value: 1 }] }],
  ['a number', { table: orders.name, column: 'status', where: [{ column: 'amount', op: '=', value: injection }] }],
  ['a time', { table: orders.name, column: 'status', where: [{ column: 'at', op: '>', value: injection }] }],
  ['a boolean', { table: orders.name, column: 'status', where: [{ column: 'paid', op: '=', value: injection }] }],
  ['a comparison with nothing', { table: orders.name, column: 'status', where: [{ column: 'at', op: '<' }] }],
  ['a type whose values cannot be counted', { table: orders.name, column: 'raw' }],
  ['six conditions', { table: orders.name, column: 'at', where: Array(6).fill({ column: 'at', op: 'is null' }) }],
  ['no input', undefined],
  ['a list', []],
])('refuses %s', (_, input) => {
  expect(() => lookStatement('public', [orders], parseLook(input))).toThrow(LookRefused);
});

test.each([
  ['status', '=', 'open', '"status" = :p1', ['open']],
  ['status', '!=', '', `"status" <> ''`, []],
  ['status', '=', null, '"status" is null', []],
  ['status', 'is not null', undefined, '"status" is not null', []],
  ['amount', '>=', 5, '"amount" >= cast(:p1 as numeric(38, 10))', ['5']],
  ['amount', '<', '1e3', '"amount" < cast(:p1 as double precision)', ['1e3']],
  ['weight', '<', 0.5, '"weight" < cast(:p1 as double precision)', ['0.5']],
  ['at', '>', '2026-01-31', '"at" > cast(:p1 as timestamp)', ['2026-01-31']],
  ['seen', '<=', '2026-01-31 12:00', '"seen" <= cast(:p1 as timestamptz)', ['2026-01-31 12:00']],
  ['paid', '=', true, `case when "paid" then 'true' when not "paid" then 'false' end = 'true'`, []],
] as const)('compares %s %s %j by the type of the column', (column, op, value, condition, bound) => {
  const { sql, parameters } = where(column, op, value);
  expect(conditionOf(sql)).toBe(condition);
  expect(Object.values(parameters)).toEqual(bound);
});

test('restricts the rows by conditions, and only the values by a text', () => {
  const { sql } = look({ column: 'status', contains: 'a', where: [{ column: 'amount', op: '>', value: 0 }] });
  expect(conditionOf(sql)).toContain('"amount"');
  expect(sql).toMatch(/from part where value is not null and strpos\(lower/);
});

test('takes fields that the model leaves out with null or an empty text', () => {
  expect(parseLook({ table: 't', column: 'c', contains: '', where: null })).toEqual({ table: 't', column: 'c' });
});
