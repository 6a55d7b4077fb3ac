import { keys } from '../../../events';
import { catalogCheck } from '../../../operations/doctor/catalog';
import { runCheck } from '../../../operations/doctor/check';
import { StatementFailed, type WarehouseSession } from '../../../operations/warehouse-session';
import { storedIn } from './stored-objects';

function check(objects: Readonly<Record<string, string>>) {
  const rows = [
    ['people', 'id'],
    ['people', 'email'],
  ];
  const session = {
    rows: async () => rows,
    async run(sql: string) {
      if (sql.includes('gone')) throw new StatementFailed('relation "gone" does not exist');
    },
  } as unknown as WarehouseSession;
  return runCheck(catalogCheck(storedIn(objects), 'bucket', session, 'public'));
}

describe('the catalog', () => {
  it('passes without one, and with names that the warehouse has', async () => {
    expect(await check({})).toMatchObject([{ result: 'ok' }]);
    const catalog = 'tables: {PEOPLE: {columns: {email: {profile: false}}}}';
    expect(await check({ [keys.catalog]: catalog })).toMatchObject([{ result: 'ok' }]);
  });

  it.each([
    ['a fault', 'tables: {people: {usee: false}}', /line 1: unknown key usee/],
    ['a missing table', 'tables: {peple: {use: false}}', /no table peple\. Did you mean people\?/],
    [
      'a missing column',
      'tables: {people: {columns: {emial: {profile: false}}}}',
      /no column emial\. Did you mean email\?/,
    ],
  ])('fails with %s, which it names', async (_, text, message) => {
    const findings = await check({ [keys.catalog]: text });
    expect(findings).toEqual([
      { result: 'failed', message: expect.stringMatching(message), advice: expect.stringContaining('upload it again') },
    ]);
  });

  it('fails with a broken example, and counts what it has otherwise', async () => {
    const catalog = 'terms: {adult: people.id > 5}\nexamples: [{question: Who?, sql: select id from people}]';
    expect(await check({ [keys.catalog]: catalog })).toEqual([
      { result: 'ok', message: expect.stringContaining('0 tables, 1 terms, 0 relationships, 1 examples') },
    ]);
    const broken = `${catalog.slice(0, -2)}, gone}]`.replace('people, gone', 'gone');
    expect(await check({ [keys.catalog]: broken })).toMatchObject([
      { result: 'failed', message: expect.stringContaining('line 2: “Who?” does not run: relation "gone"') },
    ]);
  });

  it('fails under the name catalog.yml', async () => {
    const [finding] = await check({ [keys.misnamedCatalog]: 'tables: {}' });
    expect(finding).toMatchObject({ result: 'failed', advice: expect.stringContaining('aws s3 mv') });
  });
});
