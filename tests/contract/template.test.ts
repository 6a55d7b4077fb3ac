import { areas, checks } from './checks';
import type { System } from './checks/check';
import { mutations } from './mutations';
import type { Contents } from './mutations/edit';
import { contentsOf, Template } from './template';

const [app, network, warehouse, delivery] = contentsOf(
  'template.yaml',
  'stacks/network.yaml',
  'stacks/warehouse.yaml',
  'stacks/delivery.yaml',
);
const contents = { app, network, warehouse, delivery } as Contents;

const systemOf = (all: Contents): System => ({
  app: new Template(all.app),
  network: new Template(all.network),
  warehouse: new Template(all.warehouse),
  delivery: new Template(all.delivery),
});

const system = systemOf(contents);

describe.each(Object.entries(areas))('%s', (_area, ofArea) => {
  it.each(Object.entries(ofArea))('%s', async (_name, check) => {
    await check(system);
  });
});

describe('each check bites', () => {
  const seen = new Set<string>();

  it.each(Object.entries(mutations))('%s: is seen', async (_what, [mutate, name]) => {
    const changed = structuredClone(contents);
    mutate(changed);
    expect(changed).not.toEqual(contents);
    await expect(async () => checks[name]?.(systemOf(changed))).rejects.toThrow();
    seen.add(name);
  });

  it('there is no check that nothing has turned red', () => {
    expect(Object.keys(checks).filter((name) => !seen.has(name))).toEqual([]);
  });
});
