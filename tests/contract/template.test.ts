import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';
import { branchOf } from './branch';
import { areas, checks } from './checks';
import type { System } from './checks/check';
import { mutations } from './mutations';
import type { Contents } from './mutations/edit';
import { nestedIn } from './nested';
import { type Content, contentsOf, Template } from './template';

const [app, network, warehouse, delivery, observability, signIn] = contentsOf(
  'template.yaml',
  'stacks/network.yaml',
  'stacks/warehouse.yaml',
  'stacks/delivery.yaml',
  'stacks/observability.yaml',
  'stacks/sign-in.yaml',
);
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const texts = { app: textOf('template.yaml'), observability: textOf('stacks/observability.yaml') };
const contents = { app, network, warehouse, delivery, observability, signIn, texts } as Contents;

/** The templates with or without a customer managed key. */
function systemOf(all: Contents, keyed: boolean): System {
  const template = (content: Content) => new Template(branchOf(content, 'HasKey', keyed));
  return {
    app: template(all.app),
    network: template(all.network),
    warehouse: template(all.warehouse),
    delivery: template(all.delivery),
    signIn: template(all.signIn),
    observability: template(nestedIn(all.app, 'Observability', all.observability)),
    texts: all.texts,
    keyed,
  };
}

const branches = (all: Contents) => [systemOf(all, false), systemOf(all, true)];
const [unkeyed, keyed] = branches(contents);

describe.each([
  ['without a key', unkeyed],
  ['with a key', keyed],
])('%s', (_branch, system) => {
  describe.each(Object.entries(areas))('%s', (_area, ofArea) => {
    it.each(Object.entries(ofArea))('%s', async (_name, check) => {
      await check(system as System);
    });
  });
});

describe('each check fails for its mutation', () => {
  const seen = new Set<string>();

  it.each(Object.entries(mutations))('%s', async (_what, [mutate, name]) => {
    const changed = structuredClone(contents);
    mutate(changed);
    expect(changed).not.toEqual(contents);
    await expect(async () => {
      for (const system of branches(changed)) await checks[name]?.(system);
    }).rejects.toThrow();
    seen.add(name);
  });

  it('each check has a mutation', () => {
    expect(Object.keys(checks).filter((name) => !seen.has(name))).toEqual([]);
  });
});
