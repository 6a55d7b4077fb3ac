import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Edit, editedSandbox, LIGHT } from './edited-sandbox';
import { PROLOGUE } from './hostile/table';
import { type OpenSandbox, openSandbox, settings } from './support';

jest.setTimeout(60_000);

/** Landlock before version 6 looks at no signals, before version 3 at no truncation; here without a user of its own. */
const linux = process.platform === 'linux' ? describe : describe.skip;

let folder: string;
let file: string;
const victim = spawn('sleep', ['300']);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  chmodSync(folder, 0o755);
  file = join(folder, 'file.txt');
});
afterAll(() => {
  victim.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const openOlder = (version: number, ...edits: readonly Edit[]): Promise<OpenSandbox> =>
  openSandbox({
    unsafe: true,
    without: ['uid', `landlock>${version}`],
    sandboxDir: editedSandbox(folder, LIGHT, ...edits),
  });

async function stdoutOf(program: string, version: number, ...edits: readonly Edit[]): Promise<string> {
  const open = await openOlder(version, ...edits);
  const { stdout, stderr } = await open.run(program);
  await open.close();
  return stdout + stderr;
}

/** Every call that sends a signal, to a process of others. */
const SIGNALS = `${PROLOGUE}
import fcntl
numbers = {'tkill': (200, 130), 'tgkill': (234, 131), 'rt_sigqueueinfo': (129, 138), 'rt_tgsigqueueinfo': (297, 240)}
info = ctypes.create_string_buffer(b'\\0' * 8 + (-1).to_bytes(4, 'little', signed=True), 128)
def called(name, *arguments):
    return name if syscall(numbers[name][ARM], *arguments) == 0 else None
for pid in (${victim.pid}, os.getppid()):
    attempt(lambda: os.kill(pid, 0) or 'kill')
    attempt(lambda: os.killpg(pid, 0) or 'killpg')
    attempt(lambda: called('tkill', pid, 0))
    attempt(lambda: called('tgkill', pid, pid, 0))
    attempt(lambda: called('rt_sigqueueinfo', pid, 0, info))
    attempt(lambda: called('rt_tgsigqueueinfo', pid, pid, 0, info))
    attempt(lambda: fcntl.fcntl(1, fcntl.F_SETOWN, pid) or 'owner')
attempt(lambda: os.kill(-1, 0) or 'everybody')
attempt(lambda: fcntl.fcntl(1, fcntl.F_SETSIG, 9) or 'signal of a file')`;

/** Every way to truncate a file that may be read, or only be found. */
const truncates = (path: string) => `${PROLOGUE}
path = ${JSON.stringify(path)}
before = os.stat(path).st_size
ways = {
    'truncate': lambda: os.truncate(path, 1),
    'open': lambda: os.open(path, os.O_RDONLY | os.O_TRUNC),
    'open for nothing': lambda: os.open(path, 3 | os.O_TRUNC),
    'creat': lambda: None if ARM else syscall(85, path.encode(), 0o600),
    'openat2': lambda: syscall(437, -100, path.encode(), (0o1000).to_bytes(24, 'little'), 24),
}
for name, way in ways.items():
    try: way()
    except OSError: pass
    if os.stat(path).st_size < before: reached(name); break`;

/** What good programs do with signals and files. */
const GOOD = `
import os, signal, time, threading, multiprocessing
child = multiprocessing.Process(target=time.sleep, args=(60,))
child.start(); os.kill(child.pid, 0); child.terminate(); child.join()
def raises(): signal.raise_signal(signal.SIGUSR1)
raising = multiprocessing.Process(target=raises); raising.start(); raising.join()
aborting = multiprocessing.Process(target=os.abort); aborting.start(); aborting.join()
heard = []
signal.signal(signal.SIGUSR1, lambda *_: heard.append('heard'))
thread = threading.Thread(target=lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1))
thread.start(); thread.join()
os.kill(os.getpid(), signal.SIGUSR1); os.killpg(os.getpgrp(), 0)
try: os.kill(2 ** 22 + 1, 0)
except ProcessLookupError: heard.append('nobody')
with open('a.txt', 'w') as file: file.write('hello')
with open('a.txt', 'r+') as file: file.truncate(2)
with open('a.txt', 'w') as file: file.write('he')
with multiprocessing.Pool(2) as pool: print(pool.map(abs, [-1, 2]))
print(child.exitcode, raising.exitcode, aborting.exitcode, *heard, open('a.txt').read())`;

linux.each([1, 2, 3, 4, 5])('behind Landlock %i and seccomp', (version) => {
  test('a program signals no process of others and truncates no file of others', async () => {
    writeFileSync(file, 'text of others');
    const open = await openOlder(version);
    const said = await open.run(SIGNALS);
    const truncated = await open.run(truncates(file));
    const found = await open.run(truncates(join(settings.sandboxDir, 'main.py')));
    await open.close();
    expect(open.layers).toEqual(['unsafe', 'seccomp', `landlock:${version}`, 'rlimits']);
    expect([said, truncated, found].map(({ failure }) => failure)).toEqual([undefined, undefined, undefined]);
    expect([said, truncated, found].map(({ stdout }) => stdout)).not.toContainEqual(expect.stringContaining('REACHED'));
    expect(readFileSync(file, 'utf8')).toBe('text of others');
  });

  test('a good program signals its own processes', async () => {
    expect(await stdoutOf(GOOD, version)).toBe('[1, 2]\n-15 -10 -6 heard heard nobody he\n');
  });
});

const layersEdit = (text: string, instead: string): Edit => ['confinement/layers.py', text, instead];

linux('each guard holds by itself', () => {
  test.each<[string, Edit, string, number]>([
    ['asking', layersEdit('intercepts = user is None and', 'intercepts = False and'), SIGNALS, 5],
    ['the group', ['forkserver/signals.py', 'if _group(target) != self._leader:', 'if False:'], SIGNALS, 5],
    [
      'its own process',
      ['forkserver/signals.py', "if target == _field(f'/proc/{caller}/status', b'Tgid:')", 'if True'],
      SIGNALS,
      5,
    ],
    ['everybody', ['forkserver/signals.py', 'if target in (0, -self._leader)', 'if target <= 0'], SIGNALS, 5],
    [
      'owners of files',
      ['confinement/seccomp.py', 'FCNTL_DENIED = (1024, 1026, 8, 10, 15)', 'FCNTL_DENIED = (1024,)'],
      SIGNALS,
      5,
    ],
  ])('%s', async (_, edit, program, version) => {
    expect(await stdoutOf(program, version)).not.toContain('REACHED');
    expect(await stdoutOf(program, version, edit)).toContain('REACHED');
  });

  test.each<[string, Edit]>([
    ['truncation', layersEdit('deny_truncation=0 < version < CONTROLS_TRUNCATION', 'deny_truncation=False')],
    ['by path', ['confinement/seccomp.py', '(syscalls.TRUNCATION if deny_truncation else {})', '{}']],
    [
      'by opening',
      ['confinement/seccomp.py', "'open': _deny_truncating_open(1), 'openat': _deny_truncating_open(2)", ''],
    ],
    ['by opening for nothing', ['confinement/seccomp.py', 'O_RDWR, 0, 3)', 'O_RDWR, 3, 3)']],
    ['by a structure', ['confinement/seccomp.py', '(syscalls.OPEN_BY_STRUCT if deny_truncation else {})', '{}']],
  ])('the one against truncation: %s', async (_, edit) => {
    writeFileSync(file, 'text of others');
    // what may be read, as a library: Landlock itself looks at every other file first
    const libraries = editedSandbox(folder, LIGHT, edit);
    const target = join(libraries, 'probe.py');
    const open = await openSandbox({ unsafe: true, without: ['uid', 'landlock>1'], sandboxDir: libraries });
    const { stdout } = await open.run(truncates(target));
    await open.close();
    expect(stdout).toContain('REACHED');
  });
});

test.each([
  [0, null, /Here: seccomp, not root, Landlock missing/],
  [1, null, undefined],
  [5, null, undefined],
  [6, null, undefined],
  [0, 20_001, undefined],
])('Landlock %i with the user %j lacks %j', (version, uid, lacks) => {
  const script = `
import sys; sys.path.insert(0, ${JSON.stringify(settings.sandboxDir)})
from confinement import landlock, layers
landlock.abi = lambda: ${version}
print(layers.select_layers(${uid === null ? 'None' : uid}, allow_missing=True).missing)`;
  const { stdout } = spawnSync(settings.python, ['-c', script], { encoding: 'utf8' });
  if (lacks) expect(stdout).toMatch(lacks);
  else expect(stdout).toBe('None\n');
});
