import { readCatalog } from '../../../../events/documents/catalog';
import { catalogRules } from '../../../../events/documents/catalog-rules';

const KNOWLEDGE = `
tables:
  orders: {description: One row for each order.}
  staff: {use: false}
  customers:
    columns:
      email: {sample: false, profile: false}
      name: The name.
terms:
  big order: orders.amount >= 1000
  net revenue:
    meaning: sum(orders.amount) without returns
    tables: [orders]
relationships:
  - {from: orders.customer_id, to: public.customers.id}
  - from: orders.parent_id
    to: orders.id
    type: one-to-one
examples:
  - question: How many big orders are there?
    sql: |
      select count(*) from orders where amount >= 1000
`;

it('terms, relationships and examples are read with their lines', () => {
  const { terms, relationships, examples } = readCatalog(KNOWLEDGE);
  expect(terms).toEqual([
    { term: 'big order', meaning: 'orders.amount >= 1000', tables: [], line: 10 },
    { term: 'net revenue', meaning: 'sum(orders.amount) without returns', tables: ['orders'], line: 11 },
  ]);
  expect(relationships).toEqual([
    {
      from: { table: 'orders', column: 'customer_id' },
      to: { table: 'public.customers', column: 'id' },
      type: 'many-to-one',
      line: 15,
    },
    {
      from: { table: 'orders', column: 'parent_id' },
      to: { table: 'orders', column: 'id' },
      type: 'one-to-one',
      line: 16,
    },
  ]);
  expect(examples).toEqual([
    { question: 'How many big orders are there?', sql: 'select count(*) from orders where amount >= 1000', line: 20 },
  ]);
});

describe('a fault is named with its line and what is allowed there', () => {
  it.each([
    ['a term without a meaning', 'terms:\n  vip:\n', 2, /terms\.vip .*a text of at most 1000 characters, or meaning/],
    ['an empty term', 'terms:\n  vip: " "\n', 2, /terms\.vip .*a text of at most/],
    ['a term without a word', 'terms:\n  " ": x\n', 2, /terms\. .*words or phrases, each with a text/],
    ['an unknown key of a term', 'terms:\n  vip: {sql: x}\n', 2, /unknown key sql in terms\.vip.*meaning and tables/],
    ['a text for a list of tables', 'terms:\n  vip: {meaning: x, tables: y}\n', 2, /a list of names of tables/],
    ['a long term', `terms:\n  vip: ${'x'.repeat(1001)}\n`, 2, /terms\.vip .*at most 1000 characters/],
    ['terms in a list', 'terms: [vip]\n', 1, /words or phrases, each with a text/],
    ['a term twice', 'terms:\n  VIP: x\n  vip: y\n', 3, /two entries for vip/],
    [
      'a column without its table',
      'relationships:\n  - {from: a, to: b.c}\n',
      2,
      /relationships\.0\.from .*orders\.cust/,
    ],
    [
      'a relationship with one end',
      'relationships:\n  - {from: a.b, to: c.d}\n  - from: a.b\n',
      3,
      /relationships\.1\.to/,
    ],
    ['an unknown type', 'relationships:\n  - {from: a.b, to: c.d, type: n:1}\n', 2, /type .*many-to-one, one-to-many/],
    ['relationships by name', 'relationships: {a.b: c.d}\n', 1, /a list, each entry with from, to and type/],
    ['an example without SQL', 'examples:\n  - question: Why?\n', 2, /examples\.0\.sql .*a SELECT of at most 4000/],
    ['an example in a text', 'examples:\n  - select 1\n', 2, /examples\.0 .*question and sql/],
  ])('%s', (_, text, line, fault) => {
    expect(() => readCatalog(text)).toThrow(fault);
    expect(() => readCatalog(text)).toThrow(`catalog.yaml, line ${line}:`);
  });
});

describe('a term that names what is withheld is a fault with its line', () => {
  const rules =
    'tables: {pay_roll: {use: false}, public.staff: {use: false}, customers: {columns: {email: {sample: false}}}, orders: {}}\n';
  it.each([
    ['a table', 'best paid: the first of pay_roll by amount', 'table pay_roll'],
    ['a table in capitals, with a schema', 'best paid: public.STAFF.grade = 1', 'table staff'],
    ['a table in words', 'best paid: the first of the pay roll', 'table pay_roll'],
    ['a table by its list of tables', 'best paid: {meaning: grade 1, tables: [Staff]}', 'table staff'],
    ['a table as the term itself', 'staff: people who work here', 'table staff'],
    ['a column with its table', "vip: customers.email like '%@example.com'", 'column customers.email'],
    ['a column of the term’s tables', "vip: {meaning: email like 'a%', tables: [customers]}", 'column customers.email'],
    ['a column without any table', 'vip: its "email" is not null', 'column customers.email'],
  ])('%s', (_, term, name) => {
    expect(() => readCatalog(`${rules}terms:\n  ${term}\n`)).toThrow(/line 3: the term .* names the (table|column) /);
    expect(() => readCatalog(`${rules}terms:\n  ${term}\n`)).toThrow(name);
  });

  it.each([
    ['a column of the same name of another table', 'newsletter: orders.email is not null'],
    ['a part of a longer name', 'vip: customers.email_domain, staffing'],
    ['another column of the table', 'vip: customers.level > 3'],
  ])('but not one with %s', (_, term) => {
    expect(readCatalog(`${rules}terms:\n  ${term}\n`).terms).toHaveLength(1);
  });

  it('and so is a relationship with a withheld table, but not with a column whose values are withheld', () => {
    const relationship = (to: string) => `${rules}relationships:\n  - {from: orders.email, to: ${to}}\n`;
    expect(() => readCatalog(relationship('staff.id'))).toThrow('line 3: the relationship is with the table staff');
    expect(readCatalog(relationship('customers.email')).relationships).toHaveLength(1);
  });
});

describe('the warehouse', () => {
  const tables = [
    { name: 'orders', columns: [{ name: 'id' }, { name: 'amount' }, { name: 'customer_id' }] },
    { name: 'customers', columns: [{ name: 'id' }, { name: 'email' }] },
    { name: 'staff', columns: [{ name: 'grade' }] },
  ];
  const problems = (text: string) => catalogRules(readCatalog(text), tables).problems;

  it('has no problem with names that it has', () => {
    expect(problems('terms: {x: {meaning: orders.amount > 5, tables: [public.orders]}}')).toEqual([]);
    expect(problems('relationships: [{from: Orders.customer_id, to: customers.ID}]')).toEqual([]);
  });

  it('misses tables and columns of terms and relationships, with the nearest name', () => {
    expect(problems('terms: {x: {meaning: orders.amout > 5, tables: [order]}}')).toEqual([
      'catalog.yaml, line 1: the warehouse has no table order. Did you mean orders? The term x is about it.',
      'catalog.yaml, line 1: the table orders has no column amout. Did you mean amount?',
    ]);
    expect(problems('relationships:\n  - {from: orders.custmer_id, to: clients.id}')).toEqual([
      'catalog.yaml, line 2: the table orders has no column custmer_id. Did you mean customer_id?',
      'catalog.yaml, line 2: the warehouse has no table clients.',
    ]);
  });

  it('has tables like a misspelt one: terms and examples that name them are not shown', () => {
    const text =
      'tables: {staf: {use: false}}\nterms: {top: staff.grade = 1}\nexamples: [{question: Who?, sql: select grade from STAFF}]';
    expect(problems(text).slice(1)).toEqual([
      'catalog.yaml, line 2: this term is not shown to the model, because it names the table staff, which is withheld.',
      'catalog.yaml, line 3: this example is not shown to the model, because it names the table staff, which is withheld.',
    ]);
  });
});
