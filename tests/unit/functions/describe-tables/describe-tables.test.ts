import { keys, TablesDocument } from '../../../../events';
import { describeTables } from '../../../../functions/describe-tables/handler';
import { embeddedMetrics } from '../../../../functions/shared/metrics/emf';
import { StatementError, WarehouseUnavailable } from '../../../../functions/shared/warehouse/port';
import { jsonLog } from '../../../../lib/log';
import { type Contents, shops, warehouseOf } from '../../../fakes/described-warehouse';
import { fakeObjectStore } from '../../../fakes/object-store';
import { fakeWarehouse } from '../../../fakes/warehouse';
import { created, describer } from '../described-tables';

const at = (seconds: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + seconds * 1000).toISOString();

const people: Contents = {
  people: [
    { name: 'id', type: 'integer', cells: [1, 2] },
    { name: 'email', type: 'varchar', cells: ['ann@secret.example', 'bob@secret.example'] },
    { name: 'salary', type: 'integer', cells: [771_000, 772_000] },
  ],
  audit: [{ name: 'who', type: 'varchar', cells: ['ann'] }],
};

function setting(contents: Contents = shops, catalog?: string, rows?: number) {
  const warehouse = warehouseOf(contents, rows);
  const objects = fakeObjectStore(new Map(catalog === undefined ? [] : [[keys.catalog, catalog]]));
  const clock = { now: at(0) };
  const { query } = warehouse;
  const one = describer({ objects, warehouse, now: () => clock.now });
  const stored = (): TablesDocument => TablesDocument.parse(JSON.parse(objects.objects.get(keys.tables) ?? 'null'));
  const failure = () => JSON.parse(objects.objects.get(keys.describing) ?? '{}').failure;
  return { ...one, warehouse, objects, clock, query, stored, failure };
}

describe('a table', () => {
  test('is described with its rows, types, nulls, distinct values, ranges, frequent values and sample rows', async () => {
    const { handle, stored } = setting();
    await handle();
    expect(stored().tables).toEqual([
      {
        name: 'shops',
        rows: 3,
        completeRows: 2,
        columns: [
          {
            name: 'id',
            type: 'integer',
            nulls: 0,
            distinct: 3,
            min: 1,
            max: 3,
            values: [1, 2, 3].map((value) => ({ value, count: 1 })),
          },
          {
            name: 'city',
            type: 'character varying',
            comment: 'Where it is',
            nulls: 0,
            distinct: 2,
            values: [
              { value: 'Bern', count: 2 },
              { value: 'Genf', count: 1 },
            ],
          },
          {
            name: 'open',
            type: 'boolean',
            nulls: 1,
            distinct: 2,
            values: [
              { value: true, count: 1 },
              { value: false, count: 1 },
            ],
          },
          { name: 'since', type: 'date', nulls: 0, distinct: 3, min: '2019-03-03', max: '2021-05-05' },
          { name: 'note', type: 'super', nulls: 0 },
        ],
        sample: [
          { id: 1, city: 'Bern', open: true, since: '2020-01-01', note: '{}' },
          { id: 2, city: 'Genf', open: null, since: '2021-05-05', note: '{}' },
          { id: 3, city: 'Bern', open: false, since: '2019-03-03', note: '{}' },
        ],
      },
    ]);
  });

  const readings: Contents = {
    readings: [
      { name: 'sensor', type: 'varchar', cells: ['a', 'a', 'b', null] },
      { name: 'value', type: 'varchar', cells: ['1.5', '1.5', 'undefined', '-2'] },
    ],
  };

  test('has the numbers of complete rows, of repeated ones, and of texts that are numbers', async () => {
    const { handle, stored } = setting(readings);
    await handle();
    expect(stored().tables[0]).toMatchObject({ completeRows: 3, duplicateRows: 1 });
    expect(stored().tables[0]?.columns.map(({ numbers }) => numbers)).toEqual([undefined, 3]);
  });

  test('is not sorted for repeated rows if it is large, or if values of it are withheld', async () => {
    const large = setting(readings, undefined, 2_500_001);
    await large.handle();
    const withheld = setting(readings, 'tables: {readings: {columns: {value: {profile: false}}}}');
    await withheld.handle();
    for (const { warehouse, stored } of [large, withheld]) {
      expect(warehouse.statements.join()).not.toContain('distinct "sensor", "value"');
      expect(stored().tables[0]).not.toHaveProperty('duplicateRows');
    }
    expect(withheld.warehouse.statements.join()).not.toContain('"value" ~');
  });

  test('with many rows is profiled by a bounded sample, which the description mentions', async () => {
    const { handle, stored, warehouse } = setting(shops, undefined, 50_000_000);
    await handle();
    expect(stored().tables[0]).toMatchObject({ rows: 50_000_000, sampled: 3 });
    const statements = warehouse.statements.filter((sql) => sql.includes('rows_seen') || sql.includes('value_count'));
    expect(statements).toHaveLength(2);
    for (const sql of statements) expect(sql).toMatch(/where random\(\) < 0\.004 limit 100000/);
  });

  test('is described with long texts truncated', async () => {
    const { handle, stored } = setting({ letters: [{ name: 'body', type: 'varchar', cells: ['x'.repeat(10_000)] }] });
    await handle();
    expect(stored().tables[0]?.sample?.[0]?.body).toHaveLength(80);
    expect(JSON.stringify(stored().tables).length).toBeLessThan(500);
  });

  test('with unusual names is queried with quoted identifiers', async () => {
    const { handle, warehouse } = setting({ 'Odd "T"': [{ name: `it's "x"`, type: 'integer', cells: [1] }] });
    await handle();
    expect(warehouse.statements.join('\n')).toContain('from "public"."Odd ""T"""');
    expect(warehouse.statements.join('\n')).toContain('count("it\'s ""x""")');
  });

  test.each([new StatementError('permission denied for relation audit'), new WarehouseUnavailable('too slow')])(
    'that cannot be described is named with the reason, and the others are described: %s',
    async (error) => {
      const { handle, stored, warehouse, query, measurements } = setting(people);
      warehouse.query = async (sql) => {
        if (sql.includes('"audit"')) throw error;
        return query(sql);
      };
      await handle();
      expect(stored().tables.map(({ name }) => name)).toEqual(['people']);
      expect(stored().failed).toEqual([{ name: 'audit', reason: error.message }]);
      expect(measurements[0]?.values).toEqual({ TablesDescribed: 1, TablesFailed: 1, CatalogProblems: 0 });
    },
  );
});

test('eight statements run at once at most', async () => {
  const column = { name: 'a', type: 'integer', cells: [1] };
  const { handle, warehouse, query } = setting(
    Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`t${index}`, [column]])),
  );
  let running = 0;
  let peak = 0;
  warehouse.query = async (sql) => {
    running += 1;
    peak = Math.max(peak, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return query(sql);
  };
  await handle();
  expect(peak).toBe(8);
});

describe('the catalog', () => {
  const withheld = 'tables:\n  people:\n    columns:\n      email: {sample: false, profile: false}\n';
  const read = (statements: readonly string[]) =>
    statements.filter((sql) => /min\(|value_count|select "/.test(sql)).join('\n');

  test('withholds the values of a column, which are not even queried', async () => {
    const { handle, stored, warehouse } = setting(people, `${withheld}      salary: {sample: false, profile: false}\n`);
    await handle();
    expect(JSON.stringify(stored())).not.toMatch(/secret|77[12]000/);
    const fetched = warehouse.statements.filter((sql) => sql.includes('"people"') && !sql.includes('rows_seen'));
    expect(fetched.join('\n')).not.toMatch(/"email"|"salary"/);
    expect(read(warehouse.statements)).not.toContain('min("salary")');
  });

  test('excludes tables, which are not queried', async () => {
    const { handle, stored, warehouse } = setting(people, 'tables:\n  audit:\n    use: false\n');
    await handle();
    expect(JSON.stringify(stored().tables)).not.toContain('audit');
    expect(warehouse.statements.join('\n')).not.toContain('"audit"');
  });

  test('with a misspelt column under profile: false withholds the values of the whole table, and says so', async () => {
    const { handle, stored, log, measurements } = setting(people, withheld.replace('email', 'emial'));
    await handle();
    expect(JSON.stringify(stored())).not.toMatch(/secret|77[12]000/);
    const problem =
      'catalog.yaml, line 4: the table people has no column emial. Did you mean email? Until that is corrected, no values of people are shown to the model.';
    expect(stored().catalogProblems).toEqual([problem]);
    expect(log.lines).toContainEqual({ level: 'warn', message: problem, details: undefined });
    expect(measurements[0]?.values.CatalogProblems).toBe(1);
  });

  test('that cannot be read stops the description, stores the reason for prompts, and raises the metric', async () => {
    const { handle, objects, failure, measurements } = setting(people, withheld.replace('sample', 'sampel'));
    await handle();
    expect(objects.objects.has(keys.tables)).toBe(false);
    expect(failure()).toMatchObject({ message: expect.stringMatching(/line 4: .*sampel/), transient: false });
    expect(measurements).toEqual([{ values: { CatalogProblems: 1 } }]);
  });

  test('under the name catalog.yml is refused by name, because its rules would not apply', async () => {
    const { handle, objects, failure } = setting(people);
    objects.objects.set(keys.misnamedCatalog, withheld);
    await handle();
    expect(objects.objects.has(keys.tables)).toBe(false);
    expect(failure().message).toContain('config/catalog.yml');
  });

  test('under the name catalog.yml is refused at once, even if the description is new', async () => {
    const { handle, objects, failure, measurements } = setting(people);
    await handle();
    objects.objects.set(keys.misnamedCatalog, withheld);
    await handle(keys.misnamedCatalog);
    expect(failure().message).toContain('config/catalog.yml');
    expect(measurements.at(-1)).toEqual({ values: { CatalogProblems: 1 } });
  });

  test('that changes meanwhile is applied before anything is stored', async () => {
    const { handle, stored, objects, warehouse, query } = setting(people);
    warehouse.query = async (sql) => {
      if (sql.includes('value_count')) objects.objects.set(keys.catalog, withheld);
      return query(sql);
    };
    const written: string[] = [];
    const { write } = objects;
    objects.write = async (key, body, mediaType) => {
      written.push(body);
      return write(key, body, mediaType);
    };
    await handle();
    expect(written).toHaveLength(1);
    expect(written.join('')).not.toContain('secret');
    expect(stored().tables).toHaveLength(2);
  });
});

describe('an event', () => {
  test('causes no statement if catalog and tables are those of the description, for two hours', async () => {
    const { handle, warehouse, clock } = setting();
    await handle();
    const { length } = warehouse.statements;
    clock.now = at(2 * 3600 - 1);
    await handle(keys.tablesRequest);
    expect(warehouse.statements).toHaveLength(length);
    clock.now = at(2 * 3600);
    await handle(keys.tablesRequest);
    expect(warehouse.statements).toHaveLength(2 * length);
  });

  test.each([
    ['a changed catalog', keys.catalog, 'tables:\n  shops: {description: Where we sell}\n'],
    ['loaded tables', keys.loaded, '{"loadedAt":"2026-01-01T00:00:00.000Z"}'],
    ['half of a document', keys.tables, '{"version":1,"sch'],
    ['a document of another version', keys.tables, '{"version":7}'],
  ])('after %s describes the tables again', async (_, key, body) => {
    const { handle, warehouse, objects, stored } = setting();
    await handle();
    const { length } = warehouse.statements;
    objects.objects.set(key, body);
    await handle(key);
    expect(warehouse.statements).toHaveLength(2 * length);
    expect(stored().tables).toHaveLength(1);
  });

  test('after a description of another schema describes the tables again', async () => {
    const { handle, objects, stored } = setting();
    await handle();
    objects.objects.set(keys.tables, JSON.stringify({ ...stored(), schema: 'other' }));
    await handle();
    expect(stored().schema).toBe('public');
  });

  test('causes no statement if another invocation described the tables before it got the lease', async () => {
    const first = setting();
    await first.handle();
    const { handle, objects, warehouse } = setting();
    const { writeOnce } = objects;
    objects.writeOnce = async (key, body, mediaType) => {
      objects.objects.set(keys.tables, JSON.stringify(first.stored()));
      return writeOnce(key, body, mediaType);
    };
    await handle();
    expect(warehouse.statements).toEqual([]);
  });

  test('extends the lease after each table, and keeps the reason of the last failure until a success', async () => {
    const { handle, objects, warehouse, query, clock } = setting();
    warehouse.query = async () => {
      throw new WarehouseUnavailable('asleep');
    };
    await expect(handle()).rejects.toThrow('asleep');
    const leases: (string | undefined)[][] = [];
    const { replace } = objects;
    objects.replace = async (key, expected, body, mediaType) => {
      const { expiresAt, failure } = JSON.parse(body);
      leases.push([expiresAt, failure?.message]);
      return replace(key, expected, body, mediaType);
    };
    warehouse.query = async (sql) => {
      if (sql.includes('row_count')) clock.now = at(30);
      return query(sql);
    };
    await handle();
    expect(leases).toEqual([
      [at(90), 'asleep'],
      // After the table, and before the description is written.
      [at(120), 'asleep'],
      [at(120), 'asleep'],
      [at(30), undefined],
    ]);
  });

  test('describes a schema without tables again: its tables may have been created', async () => {
    const { handle, warehouse, stored } = setting({});
    await handle();
    await handle();
    expect(stored().tables).toEqual([]);
    expect(warehouse.statements).toHaveLength(2);
  });

  test('is postponed while another invocation describes the tables, until its lease expires', async () => {
    const { handle, objects, clock, stored } = setting();
    const lease = { leaseToken: 'other', expiresAt: at(60) };
    objects.objects.set(keys.describing, JSON.stringify(lease));
    await expect(handle()).rejects.toMatchObject({ name: 'Postponed', seconds: 40 });
    clock.now = at(61);
    await handle();
    expect(stored().tables).toHaveLength(1);
  });

  test('of an invocation whose lease was taken over writes nothing', async () => {
    const { handle, objects, warehouse, query } = setting();
    const other = JSON.stringify({ leaseToken: 'other', expiresAt: at(60) });
    warehouse.query = async (sql) => {
      objects.objects.set(keys.describing, other);
      return query(sql);
    };
    await handle();
    expect(objects.objects.has(keys.tables)).toBe(false);
    expect(objects.objects.get(keys.describing)).toBe(other);
  });

  test('returns to the queue if the warehouse is unavailable, and the reason is stored until the next success', async () => {
    const { handle, warehouse, query, failure, stored } = setting();
    warehouse.query = async () => {
      throw new WarehouseUnavailable('asleep');
    };
    await expect(handle()).rejects.toThrow('asleep');
    expect(failure()).toEqual({ message: 'asleep', transient: true, at: at(0) });
    warehouse.query = query;
    await handle();
    expect(stored().tables).toHaveLength(1);
    expect(failure()).toBeUndefined();
  });

  test('keeps the old description if no table can be read', async () => {
    const { handle, warehouse, query, objects, stored, clock } = setting();
    await handle();
    const before = stored();
    warehouse.query = async (sql) =>
      sql.includes('svv_columns') ? query(sql) : fakeWarehouse(() => new StatementError('denied')).query(sql);
    clock.now = at(3 * 3600);
    await expect(handle()).rejects.toThrow('denied');
    expect(stored()).toEqual(before);
    expect(objects.objects.get(keys.describing)).toContain('denied');
  });
});

describe('the log has counts and names, and no value of a table', () => {
  const canary: Contents = {
    people: [
      { name: 'email', type: 'varchar', cells: ['canary-1', 'canary-2'] },
      { name: 'salary', type: 'integer', cells: [771_000, 772_000] },
    ],
    audit: [{ name: 'who', type: 'varchar', cells: ['canary-3'] }],
  };
  const value = /canary|77[12]000/;

  test.each([
    { title: 'without a catalog' },
    { title: 'with a misspelt name', catalog: 'tables: {people: {columns: {emial: {sample: false}}}}' },
    { title: 'with a table that cannot be described', broken: 'audit' },
    { title: 'with a fault of the catalog', catalog: 'tables: {people: {columns: {email: {sampel: false}}}}' },
  ])('$title', async ({ catalog, broken }) => {
    const { ports, objects, warehouse, query } = setting(canary, catalog);
    // An error of the warehouse may quote a value.
    warehouse.query = async (sql) => {
      if (broken !== undefined && sql.includes(`"${broken}"`)) throw new StatementError("invalid value 'canary-3'");
      return query(sql);
    };
    const lines: string[] = [];
    const log = jsonLog((line) => lines.push(line), ports.now, {});
    await describeTables({ ...ports, log, metrics: embeddedMetrics(log, 'Namespace') })(created(keys.catalog));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toMatch(value);
    // The values were there to be logged.
    if (objects.objects.has(keys.tables)) expect(objects.objects.get(keys.tables)).toMatch(value);
  });
});
