import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  open = await openSandbox();
});
afterAll(async () => {
  await open?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a collector without care would take over: it follows whatever it finds. */
function carelessly(path: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' })) {
    try {
      found[entry] = readFileSync(join(path, entry), 'utf8');
    } catch {
      // a folder
    }
  }
  return found;
}

/** The control run: the same program by plain Python, in a folder of its own. */
function unheld(program: string): Record<string, string> {
  const place = mkdtempSync(join(folder, 'control-'));
  spawnSync(settings.python, ['-c', program], { cwd: place });
  return carelessly(place);
}

const SMUGGLERS: readonly (readonly [string, (path: string) => string])[] = [
  ['a symbolic link to a file', (path) => `import os; os.symlink(${path}, 'out.csv')`],
  ['a symbolic link to a folder', (path) => `import os; os.symlink(os.path.dirname(${path}), 'out')\nopen('x', 'w')`],
  ['a chain of links', (path) => `import os; os.symlink(${path}, 'a'); os.symlink('a', 'out.csv')`],
  ['a hard link', (path) => `import os\ntry: os.link(${path}, 'out.csv')\nexcept OSError: pass`],
];

describe.each(SMUGGLERS)('%s to a secret', (name, write) => {
  const program = () => write(JSON.stringify(secret));

  test('is not taken over', async () => {
    const result = await open.run(program());
    expect(result.failure).toBeUndefined();
    expect(result.outputs.map((file) => readFileSync(file.path, 'utf8')).join()).not.toContain(CANARY);
    expect(JSON.stringify(result)).not.toContain(CANARY);
    if (name.includes('symbolic')) expect(result.warnings.join()).toContain('it is a symbolic link');
  });

  test('would be, by a collector without care', () => {
    const found = name.includes('folder') ? unheldFolder(program()) : unheld(program());
    expect(JSON.stringify(found)).toContain(CANARY);
  });
});

/** readdir does not descend into a link; a careless walk would. */
function unheldFolder(program: string): Record<string, string> {
  const place = mkdtempSync(join(folder, 'control-'));
  spawnSync(settings.python, ['-c', program], { cwd: place });
  return carelessly(join(place, 'out'));
}

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

test.each([
  ['a control character', "'a\\nb.txt'"],
  ['a direction mark', "'a\\u202etxt.exe'"],
  ['bytes that are not UTF-8', "b'\\xff\\xfe.txt'"],
  ['letters that are not in normal form', "'e\\u0301.txt'"],
  ['a backslash', "'a\\\\\\\\b.txt'"],
  ['a space at its end', "'a.txt '"],
  ['200 letters', "'a' * 200"],
])('a name with %s is left out and told', async (_, name) => {
  const result = await open.run(`open(${name}, 'w').close(); open('good.txt', 'w').close()`);
  expect(result.outputs.map((file) => file.name)).toEqual(['good.txt']);
  expect(result.warnings).toHaveLength(1);
  expect(result.warnings[0]).toMatch(/was left out: its name/);
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

test('a locked folder is left out and removed all the same', async () => {
  const result = await open.run(`
import os
os.mkdir('locked'); open('locked/a', 'w').close(); os.chmod('locked', 0)
`);
  expect(result.failure).toBeUndefined();
  expect(result.warnings.join()).toContain('locked was left out: it cannot be opened');
  expect((await open.run('pass')).failure).toBeUndefined();
});

test('what is in a file does not change what it is called', async () => {
  const result = await open.run("open('chart.png', 'w').write('<script>alert(1)</script>')");
  expect(result.outputs[0]).toMatchObject({ name: 'chart.png', mediaType: 'image/png' });
});

test('copies are readable by the supervisor alone', async () => {
  const result = await open.run("open('a.txt', 'w').write('x')");
  const status = lstatSync(result.outputs[0]?.path ?? '');
  expect(status.mode & 0o777).toBe(0o600);
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
  const before = JSON.stringify(result.outputs);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(JSON.stringify(result.outputs)).toBe(before);
});
