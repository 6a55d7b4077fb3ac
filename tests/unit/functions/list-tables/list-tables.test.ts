import { keys, type TablesDocument, TablesView } from '../../../../events';
import { listTables } from '../../../../functions/list-tables/handler';
import { sha256Of } from '../../../../functions/shared/tables/stored-tables';
import { fakeObjectStore } from '../../../fakes/object-store';
import { httpRequest } from '../shared/http/requests';

const CANARY = 'canary-7f3a';

const columnOf = (name: string, type: string) => ({
  name,
  type,
  nulls: 1,
  distinct: 3,
  min: CANARY,
  max: CANARY,
  values: [{ value: CANARY, count: 2 }],
});

const document = (catalog: string | undefined): TablesDocument => ({
  version: 1,
  schema: 'public',
  describedAt: '2026-11-30T10:00:00.000Z',
  catalogSha256: sha256Of(catalog),
  loadSha256: sha256Of(undefined),
  tableNames: ['users', 'staff', 'broken', 'secret'],
  tables: [
    {
      name: 'users',
      comment: 'People with an account',
      rows: 20,
      columns: [columnOf('gender', 'character varying'), { ...columnOf('age', 'integer'), comment: 'In years' }],
      sample: [{ gender: CANARY, age: CANARY }],
    },
    { name: 'staff', rows: 5, columns: [columnOf('salary', 'integer')] },
  ],
  failed: [
    { name: 'broken', reason: CANARY },
    { name: 'secret', reason: CANARY },
  ],
  catalogProblems: [],
});

const CATALOG = `tables:
  users: { columns: { gender: { profile: false }, age: { sample: false, description: Age } } }
  staff: { use: false }
  secret: { use: false }
`;

/** GET /tables over these objects, at a time. */
function tables(objects: Readonly<Record<string, string>>, now = '2026-11-30T11:00:00.000Z') {
  const store = fakeObjectStore();
  for (const [key, text] of Object.entries(objects)) store.objects.set(key, text);
  return listTables({ objects: store, schema: 'public', now: () => now })(httpRequest({ route: 'GET /tables' }));
}

async function view(...parameters: Parameters<typeof tables>): Promise<TablesView> {
  const { status, body } = await tables(...parameters);
  expect(status).toBe(200);
  return TablesView.parse(body);
}

describe('GET /tables', () => {
  it('has names, types, meanings and counts, and marks withheld columns', async () => {
    const shown = await view({ [keys.catalog]: CATALOG, [keys.tables]: JSON.stringify(document(CATALOG)) });
    expect(shown).toEqual({
      schema: 'public',
      describedAt: '2026-11-30T10:00:00.000Z',
      stale: false,
      tables: [
        {
          name: 'users',
          description: 'People with an account',
          rows: 20,
          columns: [
            { name: 'gender', type: 'character varying', nulls: 1, distinct: 3, withheld: true },
            { name: 'age', type: 'integer', description: 'Age In years', nulls: 1, distinct: 3, withheld: true },
          ],
        },
      ],
      undescribed: ['broken'],
      suggestions: ['How many users are there?'],
    });
  });

  it('never has a value of a table, with or without a catalog', async () => {
    for (const catalog of [CATALOG, undefined]) {
      const objects = { [keys.tables]: JSON.stringify(document(catalog)), ...(catalog && { [keys.catalog]: catalog }) };
      const shown = await view(objects);
      expect(shown.tables.length).toBeGreaterThan(0);
      expect(JSON.stringify(shown)).not.toContain(CANARY);
    }
  });

  it('applies a catalog that is newer than the description, which is then stale', async () => {
    const shown = await view({ [keys.catalog]: CATALOG, [keys.tables]: JSON.stringify(document(undefined)) });
    expect([shown.stale, shown.tables.map(({ name }) => name)]).toEqual([true, ['users']]);
  });

  it('is stale after two hours', async () => {
    const objects = { [keys.tables]: JSON.stringify(document(undefined)) };
    expect((await view(objects, '2026-11-30T11:59:59.000Z')).stale).toBe(false);
    expect((await view(objects, '2026-11-30T12:00:00.000Z')).stale).toBe(true);
  });

  it('says that the tables are not described yet, or why they could not be', async () => {
    await expect(tables({})).rejects.toMatchObject({
      problem: { status: 409, detail: expect.stringContaining('have not been described yet') },
    });
    const failure = { message: 'The schema is empty.', transient: false, at: '2026-11-30T10:00:00.000Z' };
    const describing = { leaseToken: 'a', expiresAt: '2026-11-30T10:00:00.000Z', failure };
    await expect(tables({ [keys.describing]: JSON.stringify(describing) })).rejects.toMatchObject({
      problem: { status: 409, detail: expect.stringContaining('The schema is empty.') },
    });
  });

  it('shows nothing while the catalog cannot be read', async () => {
    const objects = {
      [keys.catalog]: 'tables: { users: { usee: false } }',
      [keys.tables]: JSON.stringify(document('')),
    };
    await expect(tables(objects)).rejects.toMatchObject({
      problem: { status: 409, detail: expect.stringContaining('line 1: unknown key usee') },
    });
  });

  it('is the same for every caller', async () => {
    const store = fakeObjectStore();
    store.objects.set(keys.tables, JSON.stringify(document(undefined)));
    const list = listTables({ objects: store, schema: 'public', now: () => '2026-11-30T11:00:00.000Z' });
    const [one, other] = await Promise.all(
      ['one', 'other'].map((owner) => list(httpRequest({ route: 'GET /tables', owner }))),
    );
    expect(one).toEqual(other);
  });
});
