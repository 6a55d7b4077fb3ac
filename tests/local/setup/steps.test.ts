import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isComplete, removeUnfinished, replace, stampOf } from '../../../local/setup/steps.mjs';

const STEPS = resolve(__dirname, '../../../local/setup/steps.mjs');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steps-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fill = (scratch: string) => {
  mkdirSync(join(scratch, 'made'));
  writeFileSync(join(scratch, 'made/new'), '');
  return join(scratch, 'made');
};
const target = () => join(folder, 'target');

/** Runs a script with the functions of the steps; its output begins with what the script prints. */
function script(text: string): ChildProcess {
  const source = `import { alone, replace, run } from '${STEPS}';\n${text}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'pipe'] });
  // The tests expect this line; anything else is an error.
  child.stderr.on('data', (part) => String(part).startsWith('· Waiting for another') || process.stderr.write(part));
  return child;
}

async function printed(child: ChildProcess): Promise<string> {
  const [text] = await once(child.stdout as NodeJS.EventEmitter, 'data');
  return String(text);
}

describe('replace', () => {
  it.each([
    ['nothing', () => undefined],
    ['a folder', () => mkdirSync(join(folder, 'target/old'), { recursive: true })],
    ['a file', () => writeFileSync(target(), '')],
    ['a link to nowhere', () => symlinkSync('/nowhere', target())],
  ])('takes the place of %s, and leaves nothing beside', async (_, prepare) => {
    prepare();
    await replace(target(), folder, fill);
    expect(readdirSync(target())).toEqual(['new']);
    expect(readdirSync(folder)).toEqual(['target']);
  });

  it('leaves what is there when the making fails', async () => {
    mkdirSync(join(folder, 'target/old'), { recursive: true });
    const failing = replace(target(), folder, (scratch) => {
      fill(scratch);
      throw new Error('no network');
    });
    await expect(failing).rejects.toThrow('no network');
    expect([readdirSync(target()), readdirSync(folder)]).toEqual([['old'], ['target']]);
  });

  it('leaves what is there when it is killed, and the next set-up removes the rest', async () => {
    mkdirSync(join(folder, 'target/old'), { recursive: true });
    const child = script(
      `await replace('${target()}', '${folder}', () => new Promise(() => { console.log('making'); setInterval(() => {}, 1e6); }));`,
    );
    await printed(child);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect([readdirSync(target()), readdirSync(folder).length]).toEqual([['old'], 2]);
    removeUnfinished(folder);
    expect(readdirSync(folder)).toEqual(['target']);
  });

  it('does not remove what another step of this set-up makes', async () => {
    await replace(target(), folder, (scratch) => {
      removeUnfinished(folder);
      return fill(scratch);
    });
    expect(existsSync(join(folder, 'target/new'))).toBe(true);
  });
});

it('takes a folder for complete only with the stamp of what it was to be made from', () => {
  mkdirSync(target());
  expect(isComplete(target(), 'digest')).toBe(false);
  writeFileSync(stampOf(target()), '');
  expect(isComplete(target(), 'digest')).toBe(false);
  writeFileSync(stampOf(target()), 'digest');
  expect([isComplete(target(), 'digest'), isComplete(target(), 'another')]).toEqual([true, false]);
});

describe('alone', () => {
  const HOLD =
    "await alone(async () => { console.log('in'); await new Promise((done) => setTimeout(done, 60_000)); });";
  const log = () => join(folder, 'log');

  it('lets one process at a time in', async () => {
    const note = (text: string) => `(await import('node:fs')).appendFileSync('${log()}', '${text}');`;
    const pause = 'await new Promise((done) => setTimeout(done, 200));';
    const children = Array.from({ length: 4 }, () =>
      script(`await alone(async () => { ${note('<')} ${pause} ${note('>')} });`),
    );
    await Promise.all(children.map((child) => once(child, 'exit')));
    expect(readFileSync(log(), 'utf8')).toBe('<><><><>');
  });

  (process.platform === 'linux' ? it : it.skip)('has one lock for every version of Node', async () => {
    const leaseToken = script(HOLD);
    await printed(leaseToken);
    const names = readFileSync('/proc/net/unix', 'utf8').match(/@code-interpreter-setup-\S*/g) ?? [];
    leaseToken.kill('SIGKILL');
    expect(names.map((name) => name.length)).toContain(108);
  });

  it('lets the next one in when a process is killed inside', async () => {
    const first = script(HOLD);
    await printed(first);
    first.kill('SIGKILL');
    const second = script(HOLD);
    expect(await printed(second)).toBe('in\n');
    second.kill('SIGKILL');
  });

  it('waits for the programs of a process that is killed inside', async () => {
    const slow = `echo started >> ${log()}; sleep 1; echo ended >> ${log()}`;
    const first = script(`await alone(() => run('sh', ['-c', '${slow}']));`);
    while (!existsSync(log())) await new Promise((done) => setTimeout(done, 20));
    first.kill('SIGKILL');
    await once(
      script(`await alone(async () => (await import('node:fs')).appendFileSync('${log()}', 'next'));`),
      'exit',
    );
    expect(readFileSync(log(), 'utf8')).toBe('started\nended\nnext');
  });
});
