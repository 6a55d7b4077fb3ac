import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { editedSandbox, LIGHT } from './edited-sandbox';
import { attacks } from './hostile';
import { type Attack, type Layer, PROLOGUE, type Targets } from './hostile/attack';
import { CANARY, createTargets } from './hostile/targets';
import { type OpenSandbox, openSandbox, settings } from './support';

jest.setTimeout(120_000);

/** Removing single layers needs root. privileges.test.ts runs the table without root. */
const root = process.getuid?.() === 0;

let targets: Targets;
let removeTargets: () => void;
let workDir: string;
/** A sandbox that preloads less: used when layers are disabled, where the libraries do not matter. */
let light: string;
const sandboxes = new Map<string, Promise<OpenSandbox>>();

/** One sandbox for each set of disabled layers. */
function sandboxWithout(layers: readonly Layer[]): Promise<OpenSandbox> {
  const key = [...layers].sort().join(' ');
  const changes = layers.length ? { unsafe: true, without: layers, sandboxDir: light } : {};
  const sandbox = sandboxes.get(key) ?? openSandbox({ maxAttempts: 100, workDir, ...changes });
  sandboxes.set(key, sandbox);
  return sandbox;
}

beforeAll(async () => {
  workDir = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  chmodSync(workDir, 0o711);
  light = editedSandbox(workDir, LIGHT);
  ({ targets, removeTargets } = await createTargets(workDir, settings.sandboxDir));
});
afterAll(async () => {
  for (const open of sandboxes.values()) await (await open).close();
  removeTargets();
  rmSync(workDir, { recursive: true, force: true });
});

function withTargets(attack: Attack): string {
  const names = Object.entries(targets).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return [...names, PROLOGUE, attack.program].join('\n');
}

async function reachedWithout(layers: readonly Layer[], attack: Attack): Promise<string[]> {
  const result = await (await sandboxWithout(layers)).run(withTargets(attack), { wallSeconds: 20 });
  const text = JSON.stringify(result);
  const reached = result.stdout.split('\n').filter((line) => line.startsWith('REACHED'));
  if (layers.length === 0 && text.includes(CANARY)) reached.push('the canary');
  return reached;
}

describe.each(attacks.map((attack) => [attack.name, attack] as const))('a program that %s', (_, attack) => {
  test('is confined', async () => {
    expect(await reachedWithout([], attack)).toEqual([]);
  });

  if (!root) return;

  (attack.noControl ? test.skip : test)('succeeds without the layers that block it', async () => {
    expect(await reachedWithout(attack.blockedBy, attack)).not.toEqual([]);
  });

  if (attack.blockedBy.length === 1) return;
  test.each(attack.blockedBy)('is blocked by %s alone', async (layer) => {
    expect(
      await reachedWithout(
        attack.blockedBy.filter((one) => one !== layer),
        attack,
      ),
    ).toEqual([]);
  });
});

test('a benign program runs with all layers', async () => {
  const open = await sandboxWithout([]);
  expect(open.layers).not.toContain('unsafe');
  const result = await open.run("import pandas\nprint(pandas.DataFrame({'a': [1, 2]}).a.sum())");
  expect(result).toMatchObject({ failure: undefined, stdout: '3\n' });
});
