import type { S3Client } from '@aws-sdk/client-s3';
import { keys } from '../../../events';
import { catalogCheck } from '../../../operations/doctor/catalog';
import { runCheck } from '../../../operations/doctor/check';
import type { WarehouseSession } from '../../../operations/warehouse-session';

function check(objects: Readonly<Record<string, string>>) {
  const s3 = {
    async send({ input: { Key = '' } }: { readonly input: { readonly Key?: string } }) {
      const body = objects[Key];
      if (body === undefined) throw Object.assign(new Error('missing'), { name: 'NoSuchKey' });
      return { Body: { transformToString: async () => body } };
    },
  } as unknown as S3Client;
  const rows = [
    ['people', 'id'],
    ['people', 'email'],
  ];
  const session = { rows: async () => rows } as unknown as WarehouseSession;
  return runCheck(catalogCheck(s3, 'bucket', session, 'public'));
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

  it('fails under the name catalog.yml', async () => {
    const [finding] = await check({ [keys.misnamedCatalog]: 'tables: {}' });
    expect(finding).toMatchObject({ result: 'failed', advice: expect.stringContaining('aws s3 mv') });
  });
});
