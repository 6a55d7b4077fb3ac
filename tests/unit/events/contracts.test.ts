import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_SOURCE } from '../../../events';
import { busEvents } from '../../../events/all';
import { openApi } from '../../../events/http/openapi';
import { jsonSchemas } from '../../../events/json-schemas';

const folder = join(__dirname, '../../../events');
const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
const filesBelow = (path: string): string[] =>
  readdirSync(join(folder, path), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));

interface Envelope {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: { readonly eventId: string } & Record<string, unknown>;
}

describe('generated files', () => {
  it.each(Object.entries(jsonSchemas()))('schemas/%s matches the contract (npm run contracts)', (path, schema) => {
    expect(read(`schemas/${path}`)).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('openapi.json matches the contracts (npm run contracts)', () => {
    expect(read('openapi.json')).toEqual(JSON.parse(JSON.stringify(openApi())));
  });

  it('has no schema without a contract', () => {
    const current = filesBelow('schemas').filter((path) => !path.startsWith('released'));
    expect(current.sort()).toEqual(Object.keys(jsonSchemas()).sort());
  });
});

describe('released contracts', () => {
  const released = filesBelow('schemas/released/v1');

  it('exist for every event and document', () => {
    expect(released.sort()).toEqual(Object.keys(jsonSchemas()).sort());
  });

  it.each(released)('%s never changes: a change is a new version of the contract', (path) => {
    expect(JSON.parse(JSON.stringify(jsonSchemas()[path]))).toEqual(read(`schemas/released/v1/${path}`));
  });
});

describe('samples of events on the bus', () => {
  it.each(busEvents.map((contract) => [contract.detailType, contract] as const))(
    '%s is valid, under its own id',
    (name, contract) => {
      const { source, detail, ...envelope } = read(`samples/bus/${name}.json`) as Envelope;
      expect([source, envelope['detail-type']]).toEqual([EVENT_SOURCE, name]);
      expect(contract.parse(detail)).toEqual(detail);
      const { version, eventId, ...rest } = detail;
      expect(contract.create(rest as never)).toEqual({ detailType: name, detail });
    },
  );

  it('exist for events on the bus only', () => {
    const names = filesBelow('samples/bus').map((path) => path.split('.')[0]);
    expect(new Set(names)).toEqual(new Set(busEvents.map(({ detailType }) => detailType)));
  });
});
