import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '../../executor/supervisor/sandbox';
import { editedSandbox, LIGHT } from './edited-sandbox';
import { limits, noWarehouse, openSandbox, project, settings } from './support';

jest.setTimeout(60_000);

const isAlive = (pid: number): boolean => {
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

/** Whether the process is neither gone nor a zombie. */
const isRunning = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** Forks a tree of five processes; each prints its id and sleeps. */
const TREE = `
import os, time
for _ in range(2):
    if os.fork() == 0:
        os.fork()
        break
print(os.getpid(), flush=True)
time.sleep(60)
`;
const pidsOf = (printed: string) => printed.match(/\d+/g)?.map(Number) ?? [];

test('stop() kills every process of the program, and the run is cancelled', async () => {
  const { sandbox, run, close } = await openSandbox();
  const running = run(TREE);
  expect(await until(() => pidsOf(sandbox.output()).length === 5)).toBe(true);
  const pids = pidsOf(sandbox.output());
  const began = Date.now();
  await sandbox.stop();
  expect(Date.now() - began).toBeLessThan(3_000);
  expect(pids.filter(isAlive)).toEqual([]);
  expect((await running).failure?.kind).toBe('cancelled');
  expect((await run('pass')).failure?.kind).toBe('sandbox_unavailable');
  await close();
});

/** Starts a supervisor in a separate process, and waits until its program has printed so many numbers. */
async function startSupervisor(program: string, numbers: number) {
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
  let stderr = '';
  supervisor.stderr.on('data', (part) => {
    stderr += part;
  });
  const last = () => pidsOf(printed.trim().split('\n').at(-1) ?? '');
  if (!(await until(() => last().length === numbers, 30_000))) throw new Error(`${printed}\n${stderr}`);
  return { supervisor, workDir, pids: last() };
}

test('when the supervisor is killed, no process or file of the program is left', async () => {
  const { supervisor, workDir, pids } = await startSupervisor(TREE, 5);
  supervisor.kill('SIGKILL');
  expect(await until(() => pids.filter(isAlive).length === 0)).toBe(true);
  expect(await until(() => readdirSync(workDir).length === 0)).toBe(true);
  rmSync(workDir, { recursive: true });
});

test('when the forkserver is killed and the supervisor is stopped, the kernel kills the program', async () => {
  const program = 'import os, time; print(os.getppid(), os.getpid(), flush=True); time.sleep(60)';
  const { supervisor, workDir, pids } = await startSupervisor(program, 2);
  const [forkserver = 0, leader = 0] = pids;
  supervisor.kill('SIGSTOP');
  process.kill(forkserver, 'SIGKILL');
  const ended = await until(() => !isRunning(leader), 5_000);
  supervisor.kill('SIGKILL');
  if (!ended) process.kill(leader, 'SIGKILL');
  expect(ended).toBe(true);
  rmSync(workDir, { recursive: true });
});

test('when the forkserver is killed, no process of the program is left, and the next run starts another one', async () => {
  const { sandbox, run, close } = await openSandbox();
  const running = run(`import os; print(os.getppid(), flush=True)\n${TREE}`);
  expect(await until(() => pidsOf(sandbox.output()).length === 6)).toBe(true);
  const [forkserver = 0, ...tree] = pidsOf(sandbox.output());
  process.kill(forkserver, 'SIGKILL');
  expect((await running).failure).toEqual({
    kind: 'out_of_memory',
    message: expect.stringContaining('memory ran out'),
  });
  expect(tree.filter(isRunning)).toEqual([]);
  expect((await run('print(1)')).stdout).toBe('1\n');
  await close();
});

test('a forkserver that hangs is killed seconds after the wall time, and the next run starts another one', async () => {
  const { sandbox, run, close } = await openSandbox();
  const running = run('import os, time; print(os.getppid(), flush=True); time.sleep(60)', { wallSeconds: 1 });
  expect(await until(() => pidsOf(sandbox.output()).length === 1)).toBe(true);
  const [forkserver = 0] = pidsOf(sandbox.output());
  process.kill(forkserver, 'SIGSTOP');
  const timeout = setTimeout(() => process.kill(forkserver, 'SIGKILL'), 30_000);
  const { failure } = await running;
  clearTimeout(timeout);
  expect(failure?.kind).toBe('sandbox_unavailable');
  expect(isRunning(forkserver)).toBe(false);
  expect((await run('print(1)')).stdout).toBe('1\n');
  await close();
});

test('processes that an earlier sandbox left under the same user are killed first, even if they kill other processes', async () => {
  if (process.getuid?.() !== 0) return;
  const uid = 20_850;
  const fight = (user: number) =>
    spawn('/bin/sh', ['-c', 'while :; do kill -9 -1; sleep 0.01; done'], {
      uid: user,
      gid: user,
      detached: true,
      stdio: 'ignore',
    });
  const [leftover, other] = [fight(uid), fight(uid + 1)];
  const opening = openSandbox({ uid });
  try {
    await (await opening).close();
    expect([leftover, other].map(({ pid = 0 }) => isRunning(pid))).toEqual([false, true]);
  } finally {
    for (const { pid = 0 } of [leftover, other]) if (isRunning(pid)) process.kill(-pid, 'SIGKILL');
  }
});

test('if processes of a program cannot be killed, the failure says so, and no file is collected', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  chmodSync(folder, 0o755);
  const sandboxDir = editedSandbox(
    folder,
    LIGHT,
    ['forkserver/processes.py', '            self._kill()\n', ''],
    ['forkserver/processes.py', 'KILL_TIMEOUT_S = 5.0', 'KILL_TIMEOUT_S = 0.2'],
  );
  const { run, close } = await openSandbox({ sandboxDir });
  const { failure, outputs, stdout } = await run(`
import os, time
open('a.txt', 'w').close()
child = os.fork()
if child == 0: time.sleep(60)
print(child)`);
  await close();
  expect(failure).toEqual({
    kind: 'sandbox_unavailable',
    message: 'The program ended, but some of its processes could not be killed. Its files were not collected.',
  });
  expect(outputs).toEqual([]);
  expect(pidsOf(stdout).filter(isRunning)).toEqual([]);
  rmSync(folder, { recursive: true });
});

test('two sandboxes on one machine have separate users', async () => {
  const [one, two] = await Promise.all([openSandbox(), openSandbox()]);
  const uids = await Promise.all([one, two].map(({ run }) => run('import os; print(os.getuid())')));
  expect(new Set(uids.map(({ stdout }) => stdout)).size).toBe(process.getuid?.() === 0 ? 2 : 1);
  await Promise.all([one.close(), two.close()]);
});

test.each([
  ['a missing Python', { python: '/nowhere/python' }, /ENOENT|could not be started/],
  ['no packages', { libraries: '/nowhere' }, /no packages at \/nowhere/],
  ['disabled layers without the unsafe flag', { without: ['seccomp'] }, /Layers are disabled/],
])('start() refuses %s with a reason', async (_, changes, reason) => {
  await expect(openSandbox(changes)).rejects.toThrow(reason);
});

test('start() refuses a working folder that the job user cannot reach', async () => {
  if (process.getuid?.() !== 0) return;
  const closed = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  mkdirSync(join(closed, 'work'));
  const sandbox = createSandbox({ ...settings, workDir: join(closed, 'work') });
  const started = await sandbox.start();
  expect(started).toMatchObject({ ok: false, reason: expect.stringContaining('cannot reach the working folder') });
  expect((await sandbox.run('pass', limits, noWarehouse)).failure?.kind).toBe('sandbox_unavailable');
  rmSync(closed, { recursive: true });
});

test('the working folder is empty after stop()', async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  const { run, close } = await openSandbox({ workDir });
  await run("open('a', 'w').write('x')");
  await close();
  expect(readdirSync(workDir)).toEqual([]);
  rmSync(workDir, { recursive: true });
});
