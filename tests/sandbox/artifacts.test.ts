import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSafeName, links, names, type SmuggledFile } from './hostile/smuggled-files';
import { CANARY } from './hostile/targets';
import { type OpenSandbox, openSandbox, settings } from './support';

jest.setTimeout(60_000);

let open: OpenSandbox;
let secret: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  mkdirSync(join(folder, 'secrets'));
  secret = join(folder, 'secrets', 'key');
  writeFileSync(secret, CANARY, { mode: 0o600 });
  open = await openSandbox({ maxAttempts: 60 });
});
afterAll(async () => {
  await open?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The control run: contents, by name, that a collector would copy which follows links and accepts every name. */
function collectNaively({ program }: SmuggledFile): Record<string, string> {
  const cwd = mkdtempSync(join(folder, 'control-'));
  spawnSync(settings.python, ['-c', withSecret(program)], { cwd });
  const contents: Record<string, string> = {};
  const walk = (path: string, prefix: string) => {
    for (const name of readdirSync(path, 'latin1')) {
      const inner = Buffer.concat([Buffer.from(`${path}/`), Buffer.from(name, 'latin1')]);
      try {
        contents[prefix + name] = readFileSync(inner, 'utf8');
      } catch {
        walk(inner.toString(), `${prefix + name}/`);
      }
    }
  };
  walk(cwd, '');
  return contents;
}

const withSecret = (program: string): string => `SECRET_FILE = ${JSON.stringify(secret)}\n${program}`;

describe.each(links.map((one) => [one.name, one] as const))('%s to a secret', (_, smuggled) => {
  test('is not copied', async () => {
    const result = await open.run(withSecret(smuggled.program));
    expect(result.failure).toBeUndefined();
    expect(result.outputs.map((file) => readFileSync(file.path, 'utf8')).join()).not.toContain(CANARY);
    expect(JSON.stringify(result)).not.toContain(CANARY);
    if (smuggled.reason) expect(result.warnings.join()).toMatch(smuggled.reason);
  });

  test('would be copied by a naive collector', () => {
    expect(Object.values(collectNaively(smuggled))).toContain(CANARY);
  });
});

describe.each(names.map((one) => [one.name, one] as const))('%s', (_, smuggled) => {
  test('is changed, and the warning is safe to show', async () => {
    const result = await open.run(`${smuggled.program}\nopen('good.txt', 'w').close()`);
    const names = result.outputs.map((file) => file.name).filter((name) => name !== 'good.txt');
    expect(names.map((name) => [name, isSafeName(name)])).toEqual([[expect.any(String), true]]);
    expect(result.warnings).toEqual([expect.stringMatching(smuggled.reason ?? '')]);
    expect(result.warnings[0]).not.toMatch(/\p{Cc}|\p{Cf}/u);
  });

  test('would be copied by a naive collector', () => {
    expect(Object.keys(collectNaively(smuggled))).toHaveLength(1);
  });
});

test('a file with a second hard link is skipped', async () => {
  const result = await open.run("import os; open('a.txt', 'w').write('x'); os.link('a.txt', 'b.txt')");
  expect(result.outputs).toEqual([]);
  expect(result.warnings).toHaveLength(2);
});

test('the working folder cannot be replaced', async () => {
  const result = await open.run(`
import os
here = os.getcwd()
try:
    os.rename(here, here + '-moved'); os.symlink('/etc', here)
except OSError as error:
    print('denied', error.errno)
`);
  expect(result.stdout).toMatch(/^denied/);
  expect(result.outputs).toEqual([]);
});

test('a folder of 3,000 levels is skipped and removed', async () => {
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

test('a folder of 10,000 folders is removed within seconds', async () => {
  const result = await open.run("import os\nfor i in range(10_000): os.mkdir(f'{i}')", { inodes: 15_000 });
  expect(result.failure).toBeUndefined();
  // listing the folder once for each of them would take a minute
  expect(result.collectMilliseconds).toBeLessThan(30_000);
});

test('a folder without permissions is skipped and removed', async () => {
  const result = await open.run(`
import os
os.mkdir('locked'); open('locked/a', 'w').close(); os.chmod('locked', 0)
`);
  expect(result.failure).toBeUndefined();
  // without a separate user, changes of modes are no-ops: the folder stays readable
  if (open.layers.includes('uid'))
    expect(result.warnings.join()).toContain('locked was not saved: it cannot be opened');
  else expect(result.outputs.map((file) => file.name)).toEqual(['locked/a']);
  expect((await open.run('pass')).failure).toBeUndefined();
});

test('the content of a file does not change its media type', async () => {
  const result = await open.run("open('chart.png', 'w').write('<script>alert(1)</script>')");
  expect(result.outputs[0]).toMatchObject({ name: 'chart.png', mediaType: 'image/png' });
});

test('only the supervisor can read the copies, whatever the mode of the file', async () => {
  const result = await open.run("import os\nopen('a.txt', 'w').write('x'); os.chmod('a.txt', 0o6777)");
  const status = lstatSync(result.outputs[0]?.path ?? '');
  expect(status.mode & 0o7777).toBe(0o600);
  expect(status.uid).toBe(process.getuid?.());
});

test('a process that outlives the program cannot change collected files', async () => {
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
