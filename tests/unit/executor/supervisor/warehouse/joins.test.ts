import { JoinWarnings, type RunStatement } from '../../../../../executor/supervisor/warehouse/joins';
import { joiningSelects } from '../../../../../executor/supervisor/warehouse/joins/selects';

const tables: Readonly<Record<string, readonly string[]>> = {
  orders: ['order_id', 'customer_id', 'shipping_cost', 'status'],
  items: ['order_id', 'product', 'quantity', 'price'],
  refunds: ['refund_id', 'order_id', 'amount'],
  customers: ['customer_id', 'country', 'age'],
};

/** Unique keys: table.column. */
const unique = ['orders.order_id', 'customers.customer_id', 'refunds.refund_id'];

/** A warehouse that runs join checks: its results depend on the table and on the key of GROUP BY. */
function warehouse() {
  const statements: string[] = [];
  const run: RunStatement = async (sql) => {
    statements.push(sql);
    const table = /from \(?(?:select 1 as one from )?(\w+) as/i.exec(sql)?.[1] ?? '';
    const columns = (tables[table] ?? []).map((name) => ({ name, type: 'int4' }));
    const key = /group by (?:\w+\.)?(\w+) having/i.exec(sql)?.[1];
    const count = key === undefined ? 2 : unique.includes(`${table}.${key}`) ? 0 : 1;
    const pages = [Buffer.from(/limit 0$/i.test(sql) ? '' : `${count}\n`)];
    return { ok: true as const, columns, pages, rows: 1, bytes: 1, truncated: false };
  };
  return { statements, run };
}

async function warnings(sql: string): Promise<string[]> {
  const joins = new JoinWarnings(warehouse().run);
  joins.add(sql, 1);
  return joins.all();
}

it('warns of a sum over rows that a join repeats', async () => {
  const sql = 'SELECT SUM(o.shipping_cost) FROM orders o JOIN items i ON o.order_id = i.order_id';
  expect(await warnings(sql)).toEqual([
    'Query 1 computes SUM(o.shipping_cost) over rows of orders, which the join with items repeats.',
  ]);
});

it('finds the table of an unqualified column', async () => {
  const sql = 'select status, avg(shipping_cost) from orders join items using (order_id) group by 1';
  expect(await warnings(sql)).toHaveLength(1);
});

it.each([
  'select country, count(*) from orders join customers using (customer_id) group by 1',
  'select sum(i.quantity * i.price) from orders o join items i on i.order_id = o.order_id',
  'select count(distinct o.order_id), max(o.shipping_cost) from orders o join items i on o.order_id = i.order_id',
  'select sum(i.quantity * o.shipping_cost) from orders o left join items i on o.order_id = i.order_id',
  'select count(*) from orders where order_id in (select order_id from items)',
  'select o.order_id, t.total from orders o cross join (select count(*) as total from items) t',
])('does not warn of a join that repeats no aggregated rows: %s', async (sql) => {
  expect(await warnings(sql)).toEqual([]);
});

it('warns of keys with several rows on both sides, whatever the aggregate', async () => {
  const sql = 'select count(*) from items i join refunds r on i.order_id = r.order_id';
  expect(await warnings(sql)).toEqual([
    'Query 1 joins items and refunds so that rows of each are repeated: its counts and sums may be too high.',
  ]);
});

it('follows a chain of joins', async () => {
  const sql = `select sum(o.shipping_cost) from customers c join orders o on o.customer_id = c.customer_id
    join items i on i.order_id = o.order_id`;
  expect(await warnings(sql)).toEqual([expect.stringContaining('over rows of orders, which the join with items')]);
});

it('analyses subqueries of FROM and WITH with the tables in their scope', async () => {
  const { run, statements } = warehouse();
  const joins = new JoinWarnings(run);
  joins.add(
    `with part as (select * from items) select * from (
       select sum(o.shipping_cost) as s from orders o join part p on p.order_id = o.order_id
     ) as x`,
    2,
  );
  await joins.all();
  expect(statements).toContain('WITH part as (select * from items) SELECT * FROM part AS one LIMIT 0');
});

it('says "may" when conditions that it cannot analyse could leave single rows', async () => {
  const sql = `select sum(o.shipping_cost) from orders o join items i on o.order_id = i.order_id
    where i.product in (select product from best) or o.status = 'x'`;
  expect(await warnings(sql)).toEqual([expect.stringContaining('may repeat')]);
});

it('applies the conditions of a table when it checks its key', async () => {
  const { run, statements } = warehouse();
  const joins = new JoinWarnings(run);
  joins.add("select sum(o.shipping_cost) from orders o join items i on o.order_id = i.order_id and i.product = 'A'", 1);
  await joins.all();
  expect(
    statements.filter((sql) => /FROM items AS "i" WHERE .*\(i.product = 'A'\).* GROUP BY i.order_id/.test(sql)),
  ).toHaveLength(1);
});

it('does not warn when the warehouse is unavailable, and runs a limited number of statements', async () => {
  const inconclusive = new JoinWarnings(async () => ({ ok: false, unavailable: true, message: 'no route' }));
  inconclusive.add('select sum(o.shipping_cost) from orders o join items i on o.order_id = i.order_id', 1);
  expect(await inconclusive.all()).toEqual([]);

  const { run, statements } = warehouse();
  const joins = new JoinWarnings(run);
  for (let at = 0; at < 100; at += 1) {
    joins.add(`select count(*) from items i join refunds r on i.order_id = r.order_id and i.quantity > ${at}`, at);
  }
  await joins.all();
  expect(statements.length).toBeLessThanOrEqual(40);
});

it.each([
  'select 1',
  'select * from orders',
  'select "from" from orders',
  'select * from',
  'select * from orders natural join items',
  'select * from generate_series(1, 3) g join orders o on o.order_id = g.g',
  "select ')' from orders join",
  'with recursive t as (select 1) select * from t join orders on true',
  '((',
])('finds no joins in %s', (sql) => {
  expect(joiningSelects(sql)).toEqual([]);
});

it('skips a statement that is nested too deeply', () => {
  const sql = `select 1 from ${'(select 1 from '.repeat(6000)}a join b on a.x = b.x${') t'.repeat(6000)}`;
  expect(joiningSelects(sql)).toEqual([]);
});

it('does not split BETWEEN and OR', () => {
  const [select] = joiningSelects(
    'select 1 from a join b on a.x = b.x where a.y between 1 and 2 and b.z = 3 and (a.p = 1 or b.q = 2)',
  );
  expect(select?.where).toHaveLength(3);
});
