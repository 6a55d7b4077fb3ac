import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '../../executor/supervisor/sandbox';
import { limits, noWarehouse, openSandbox, project, settings } from './support';

jest.setTimeout(60_000);

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const until = async (condition: () => boolean, milliseconds = 10_000): Promise<boolean> => {
  for (const end = Date.now() + milliseconds; Date.now() < end; ) {
    if (condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return condition();
};

/** A process that has ended is there until somebody takes note of it. */
const runs = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** Starts a family of processes and prints their ids; the parent waits. */
const FAMILY = `
import os, time
for _ in range(2):
    if os.fork() == 0:
        os.fork()
        break
print(os.getpid(), flush=True)
time.sleep(60)
`;
const pidsOf = (printed: string) => printed.match(/\d+/g)?.map(Number) ?? [];

test('stop() ends every process of the program, and the run is told as cancelled', async () => {
  const { sandbox, run, close } = await openSandbox();
  const running = run(FAMILY);
  expect(await until(() => pidsOf(sandbox.output()).length === 5)).toBe(true);
  const pids = pidsOf(sandbox.output());
  const began = Date.now();
  await sandbox.stop();
  expect(Date.now() - began).toBeLessThan(3_000);
  expect(pids.filter(alive)).toEqual([]);
  expect((await running).failure?.kind).toBe('cancelled');
  expect((await run('pass')).failure?.kind).toBe('sandbox_unavailable');
  await close();
});

/** A supervisor in a process of its own, once its program has printed as many numbers. */
async function superviseElsewhere(program: string, numbers: number) {
  const workDir = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  const script = `
    const { createSandbox } = require(${JSON.stringify(join(project, 'executor/supervisor/sandbox/index.ts'))});
    const sandbox = createSandbox(${JSON.stringify({ ...settings, workDir })});
    sandbox.start().then((started) => {
      if (!started.ok) throw new Error(started.reason);
      sandbox.run(${JSON.stringify(program)}, ${JSON.stringify(limits)}, async () => ({ ok: false }));
      setInterval(() => console.log(sandbox.output().replaceAll('\\n', ' ')), 100);
    });`;
  const supervisor = spawn(process.execPath, ['--import', 'tsx', '-e', script], { cwd: project });
  let printed = '';
  supervisor.stdout.on('data', (part) => {
    printed += part;
  });
  let trouble = '';
  supervisor.stderr.on('data', (part) => {
    trouble += part;
  });
  const last = () => pidsOf(printed.trim().split('\n').at(-1) ?? '');
  if (!(await until(() => last().length === numbers, 30_000))) throw new Error(`${printed}\n${trouble}`);
  return { supervisor, workDir, pids: last() };
}

test('when the supervisor is killed, nothing of the program or its files is left', async () => {
  const { supervisor, workDir, pids } = await superviseElsewhere(FAMILY, 5);
  supervisor.kill('SIGKILL');
  expect(await until(() => pids.filter(alive).length === 0)).toBe(true);
  expect(await until(() => readdirSync(workDir).length === 0)).toBe(true);
  rmSync(workDir, { recursive: true });
});

test('when nobody is left to end the program, the kernel does', async () => {
  const program = 'import os, time; print(os.getppid(), os.getpid(), flush=True); time.sleep(60)';
  const { supervisor, workDir, pids } = await superviseElsewhere(program, 2);
  const [parent = 0, leader = 0] = pids;
  supervisor.kill('SIGSTOP');
  process.kill(parent, 'SIGKILL');
  const ended = await until(() => !runs(leader), 5_000);
  supervisor.kill('SIGKILL');
  if (!ended) process.kill(leader, 'SIGKILL');
  expect(ended).toBe(true);
  rmSync(workDir, { recursive: true });
});

test('when the Python side is killed, nothing of the program is left, the run is told as that, and the next run starts it anew', async () => {
  const { sandbox, run, close } = await openSandbox();
  const running = run(`import os; print(os.getppid(), flush=True)\n${FAMILY}`);
  expect(await until(() => pidsOf(sandbox.output()).length === 6)).toBe(true);
  const [parent = 0, ...family] = pidsOf(sandbox.output());
  process.kill(parent, 'SIGKILL');
  expect((await running).failure).toEqual({
    kind: 'out_of_memory',
    message: expect.stringContaining('memory ran out'),
  });
  expect(family.filter(runs)).toEqual([]);
  expect((await run('print(1)')).stdout).toBe('1\n');
  await close();
});

test('when the Python side hangs, it is ended some seconds after the program should have been, and the next run starts it anew', async () => {
  const { sandbox, run, close } = await openSandbox();
  const running = run('import os, time; print(os.getppid(), flush=True); time.sleep(60)', { wallSeconds: 1 });
  expect(await until(() => pidsOf(sandbox.output()).length === 1)).toBe(true);
  const [parent = 0] = pidsOf(sandbox.output());
  process.kill(parent, 'SIGSTOP');
  const late = setTimeout(() => process.kill(parent, 'SIGKILL'), 30_000);
  const { failure } = await running;
  clearTimeout(late);
  expect(failure?.kind).toBe('sandbox_unavailable');
  expect(runs(parent)).toBe(false);
  expect((await run('print(1)')).stdout).toBe('1\n');
  await close();
});

test('what an earlier sandbox left of the same user is ended first, also when it fights', async () => {
  if (process.getuid?.() !== 0) return;
  const uid = 20_850;
  const fight = (user: number) =>
    spawn('/bin/sh', ['-c', 'while :; do kill -9 -1; sleep 0.01; done'], {
      uid: user,
      gid: user,
      detached: true,
      stdio: 'ignore',
    });
  const [left, other] = [fight(uid), fight(uid + 1)];
  const opening = openSandbox({ uid });
  try {
    await (await opening).close();
    expect([left, other].map(({ pid = 0 }) => runs(pid))).toEqual([false, true]);
  } finally {
    for (const { pid = 0 } of [left, other]) if (runs(pid)) process.kill(-pid, 'SIGKILL');
  }
});

test('two sandboxes of one machine have users of their own', async () => {
  const [one, two] = await Promise.all([openSandbox(), openSandbox()]);
  const uids = await Promise.all([one, two].map(({ run }) => run('import os; print(os.getuid())')));
  expect(new Set(uids.map(({ stdout }) => stdout)).size).toBe(process.getuid?.() === 0 ? 2 : 1);
  await Promise.all([one.close(), two.close()]);
});

test.each([
  ['a Python that is not there', { python: '/nowhere/python' }, /ENOENT|could not be started/],
  ['no packages', { libraries: '/nowhere' }, /no packages at \/nowhere/],
  ['layers left out without saying that it is unsafe', { without: ['seccomp'] }, /Layers were left out/],
])('start() says what is wrong with %s', async (_, changes, reason) => {
  await expect(openSandbox(changes)).rejects.toThrow(reason);
});

test('start() says when the job user cannot reach the working folder', async () => {
  if (process.getuid?.() !== 0) return;
  const closed = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  mkdirSync(join(closed, 'work'));
  const sandbox = createSandbox({ ...settings, workDir: join(closed, 'work') });
  const started = await sandbox.start();
  expect(started).toMatchObject({ ok: false, reason: expect.stringContaining('cannot reach the working folder') });
  expect((await sandbox.run('pass', limits, noWarehouse)).failure?.kind).toBe('sandbox_unavailable');
  rmSync(closed, { recursive: true });
});

test('nothing is left in the working folder afterwards', async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  const { run, close } = await openSandbox({ workDir });
  await run("open('a', 'w').write('x')");
  await close();
  expect(readdirSync(workDir)).toEqual([]);
  rmSync(workDir, { recursive: true });
});
