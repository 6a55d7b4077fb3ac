import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { editedSandbox, LIGHT } from './edited-sandbox';
import { attacks } from './hostile';
import { CANARY, setStage } from './hostile/stage';
import { type Attack, type Layer, PROLOGUE, type Stage } from './hostile/table';
import { type OpenSandbox, openSandbox, settings } from './support';

jest.setTimeout(120_000);

/** These need root to take layers away one by one; unprivileged, another test runs the table as it is. */
const root = process.getuid?.() === 0;

let stage: Stage;
let strike: () => void;
let workDir: string;
/** Where layers are missing, it is not the libraries that are tried. */
let light: string;
const sandboxes = new Map<string, Promise<OpenSandbox>>();

/** One sandbox for each set of layers left out. */
function sandboxWithout(layers: readonly Layer[]): Promise<OpenSandbox> {
  const key = [...layers].sort().join(' ');
  const changes = layers.length ? { unsafe: true, without: layers, sandboxDir: light } : {};
  const found = sandboxes.get(key) ?? openSandbox({ maxAttempts: 100, workDir, ...changes });
  sandboxes.set(key, found);
  return found;
}

beforeAll(async () => {
  workDir = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  chmodSync(workDir, 0o711);
  light = editedSandbox(workDir, LIGHT);
  ({ stage, strike } = await setStage(workDir, settings.sandboxDir));
});
afterAll(async () => {
  for (const open of sandboxes.values()) await (await open).close();
  strike();
  rmSync(workDir, { recursive: true, force: true });
});

function written(attack: Attack): string {
  const names = Object.entries(stage).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return [...names, PROLOGUE, attack.program].join('\n');
}

async function reachedWithout(layers: readonly Layer[], attack: Attack): Promise<string[]> {
  const result = await (await sandboxWithout(layers)).run(written(attack), { wallSeconds: 20 });
  const said = JSON.stringify(result);
  const reached = result.stdout.split('\n').filter((line) => line.startsWith('REACHED'));
  if (layers.length === 0 && said.includes(CANARY)) reached.push('the canary was seen');
  return reached;
}

describe.each(attacks.map((attack) => [attack.name, attack] as const))('a program that %s', (_, attack) => {
  test('is held', async () => {
    expect(await reachedWithout([], attack)).toEqual([]);
  });

  if (!root) return;

  (attack.noControl ? test.skip : test)('gets there without the layers that hold it', async () => {
    expect(await reachedWithout(attack.heldBy, attack)).not.toEqual([]);
  });

  if (attack.heldBy.length === 1) return;
  test.each(attack.heldBy)('is held by %s alone', async (layer) => {
    expect(
      await reachedWithout(
        attack.heldBy.filter((one) => one !== layer),
        attack,
      ),
    ).toEqual([]);
  });
});

test('a good program runs in the configuration that holds the hostile ones', async () => {
  const open = await sandboxWithout([]);
  expect(open.layers).not.toContain('unsafe');
  const result = await open.run("import pandas\nprint(pandas.DataFrame({'a': [1, 2]}).a.sum())");
  expect(result).toMatchObject({ failure: undefined, stdout: '3\n' });
});
