import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPlain, links, names, type Smuggler } from './hostile/smugglers';
import { CANARY } from './hostile/stage';
import { type OpenSandbox, openSandbox, settings } from './support';

jest.setTimeout(60_000);

let open: OpenSandbox;
let secret: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-stage-'));
  mkdirSync(join(folder, 'secrets'));
  secret = join(folder, 'secrets', 'key');
  writeFileSync(secret, CANARY, { mode: 0o600 });
  open = await openSandbox({ maxAttempts: 60 });
});
afterAll(async () => {
  await open?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The control run: what a collector that follows whatever it finds takes over from the same program, by name. */
function carelessly({ program }: Smuggler): Record<string, string> {
  const place = mkdtempSync(join(folder, 'control-'));
  spawnSync(settings.python, ['-c', written(program)], { cwd: place });
  const found: Record<string, string> = {};
  const look = (path: string, prefix: string) => {
    for (const name of readdirSync(path, 'latin1')) {
      const inner = Buffer.concat([Buffer.from(`${path}/`), Buffer.from(name, 'latin1')]);
      try {
        found[prefix + name] = readFileSync(inner, 'utf8');
      } catch {
        look(inner.toString(), `${prefix + name}/`);
      }
    }
  };
  look(place, '');
  return found;
}

const written = (program: string): string => `SECRET_FILE = ${JSON.stringify(secret)}\n${program}`;

describe.each(links.map((one) => [one.name, one] as const))('%s to a secret', (_, smuggler) => {
  test('is not taken over', async () => {
    const result = await open.run(written(smuggler.program));
    expect(result.failure).toBeUndefined();
    expect(result.outputs.map((file) => readFileSync(file.path, 'utf8')).join()).not.toContain(CANARY);
    expect(JSON.stringify(result)).not.toContain(CANARY);
    if (smuggler.reason) expect(result.warnings.join()).toMatch(smuggler.reason);
  });

  test('would be, by a collector without care', () => {
    expect(Object.values(carelessly(smuggler))).toContain(CANARY);
  });
});

describe.each(names.map((one) => [one.name, one] as const))('%s', (_, smuggler) => {
  test('is changed, and the warning is safe to show', async () => {
    const result = await open.run(`${smuggler.program}\nopen('good.txt', 'w').close()`);
    const names = result.outputs.map((file) => file.name).filter((name) => name !== 'good.txt');
    expect(names.map((name) => [name, isPlain(name)])).toEqual([[expect.any(String), true]]);
    expect(result.warnings).toEqual([expect.stringMatching(smuggler.reason ?? '')]);
    expect(result.warnings[0]).not.toMatch(/\p{Cc}|\p{Cf}/u);
  });

  test('would be taken over by a collector without care', () => {
    expect(Object.keys(carelessly(smuggler))).toHaveLength(1);
  });
});

test('a file with a second name is left out', async () => {
  const result = await open.run("import os; open('a.txt', 'w').write('x'); os.link('a.txt', 'b.txt')");
  expect(result.outputs).toEqual([]);
  expect(result.warnings).toHaveLength(2);
});

test('the working folder itself cannot be exchanged', async () => {
  const result = await open.run(`
import os
here = os.getcwd()
try:
    os.rename(here, here + '-moved'); os.symlink('/etc', here)
except OSError as error:
    print('held', error.errno)
`);
  expect(result.stdout).toMatch(/^held/);
  expect(result.outputs).toEqual([]);
});

test('a folder of 3,000 levels is neither followed nor left behind', async () => {
  const result = await open.run(
    `
import os
for _ in range(3000):
    os.mkdir('d'); os.chdir('d')
open('deep.txt', 'w').close()
`,
    { inodes: 10_000 },
  );
  expect(result.failure).toBeUndefined();
  expect(result.outputs).toEqual([]);
  expect(result.warnings.join()).toContain('deeper than 5 folders');
  const next = await open.run("open('b.txt', 'w').close()");
  expect(next.outputs.map((file) => file.name)).toEqual(['b.txt']);
});

test('a folder of 10,000 folders is removed in little time', async () => {
  const result = await open.run("import os\nfor i in range(10_000): os.mkdir(f'{i}')", { inodes: 15_000 });
  expect(result.failure).toBeUndefined();
  // one look at the folder for each of them would take a minute
  expect(result.collectMilliseconds).toBeLessThan(30_000);
});

test('a locked folder is left out and removed all the same', async () => {
  const result = await open.run(`
import os
os.mkdir('locked'); open('locked/a', 'w').close(); os.chmod('locked', 0)
`);
  expect(result.failure).toBeUndefined();
  // without a user of its own a program changes no modes: the folder stays open
  if (open.layers.includes('uid'))
    expect(result.warnings.join()).toContain('locked was not saved: it cannot be opened');
  else expect(result.outputs.map((file) => file.name)).toEqual(['locked/a']);
  expect((await open.run('pass')).failure).toBeUndefined();
});

test('what is in a file does not change what it is called', async () => {
  const result = await open.run("open('chart.png', 'w').write('<script>alert(1)</script>')");
  expect(result.outputs[0]).toMatchObject({ name: 'chart.png', mediaType: 'image/png' });
});

test('copies are readable by the supervisor alone, whatever mode the program gave its file', async () => {
  const result = await open.run("import os\nopen('a.txt', 'w').write('x'); os.chmod('a.txt', 0o6777)");
  const status = lstatSync(result.outputs[0]?.path ?? '');
  expect(status.mode & 0o7777).toBe(0o600);
  expect(status.uid).toBe(process.getuid?.());
});

test('a process that lives on after the program cannot change what is collected', async () => {
  const result = await open.run(`
import os, time
open('a.txt', 'w').write('before')
if os.fork() == 0:
    if os.fork() == 0:
        end = time.time() + 20
        while time.time() < end:
            try:
                os.unlink('a.txt')
                os.symlink('/etc/passwd', 'a.txt')
            except OSError: pass
            with open('b.txt', 'w') as file: file.write('after')
            os.replace('b.txt', 'a.txt')
    os._exit(0)
os.wait()
time.sleep(0.2)
`);
  for (const file of result.outputs) expect(readFileSync(file.path, 'utf8')).not.toContain('root:');
  const before = result.outputs.map(({ path }) => readFileSync(path, 'utf8'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(result.outputs.map(({ path }) => readFileSync(path, 'utf8'))).toEqual(before);
});
