import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Edit, editedSandbox, LIGHT } from './edited-sandbox';
import { PROLOGUE } from './hostile/attack';
import { type OpenSandbox, openSandbox, settings } from './support';

jest.setTimeout(60_000);

/** Landlock before ABI 6 does not control signals, before ABI 3 not truncation. Here without a separate user. */
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

/** Every call that sends a signal, to processes outside the program. */
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

/** Every way to truncate a file that is readable, or only visible. */
const truncates = (path: string) => `${PROLOGUE}
path = ${JSON.stringify(path)}
before = os.stat(path).st_size
ways = {
    'truncate': lambda: os.truncate(path, 1),
    'open': lambda: os.open(path, os.O_RDONLY | os.O_TRUNC),
    'open with both access bits': lambda: os.open(path, 3 | os.O_TRUNC),
    'creat': lambda: None if ARM else syscall(85, path.encode(), 0o600),
    'openat2': lambda: syscall(437, -100, path.encode(), (0o1000).to_bytes(24, 'little'), 24),
}
for name, way in ways.items():
    try: way()
    except OSError: pass
    if os.stat(path).st_size < before: reached(name); break`;

/** Uses of signals and files by benign programs. */
const BENIGN = `
import os, signal, time, threading, multiprocessing
child = multiprocessing.Process(target=time.sleep, args=(60,))
child.start(); os.kill(child.pid, 0); child.terminate(); child.join()
def raises(): signal.raise_signal(signal.SIGUSR1)
raising = multiprocessing.Process(target=raises); raising.start(); raising.join()
aborting = multiprocessing.Process(target=os.abort); aborting.start(); aborting.join()
events = []
signal.signal(signal.SIGUSR1, lambda *_: events.append('received'))
thread = threading.Thread(target=lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1))
thread.start(); thread.join()
os.kill(os.getpid(), signal.SIGUSR1); os.killpg(os.getpgrp(), 0)
try: os.kill(2 ** 22 + 1, 0)
except ProcessLookupError: events.append('missing')
with open('a.txt', 'w') as file: file.write('hello')
with open('a.txt', 'r+') as file: file.truncate(2)
with open('a.txt', 'w') as file: file.write('he')
with multiprocessing.Pool(2) as pool: print(pool.map(abs, [-1, 2]))
print(child.exitcode, raising.exitcode, aborting.exitcode, *events, open('a.txt').read())`;

linux.each([1, 2, 3, 4, 5])('behind Landlock %i and seccomp', (version) => {
  test('a program signals no other processes and truncates no other files', async () => {
    writeFileSync(file, 'other text');
    const open = await openOlder(version);
    const signalled = await open.run(SIGNALS);
    const truncated = await open.run(truncates(file));
    const visible = await open.run(truncates(join(settings.sandboxDir, 'main.py')));
    await open.close();
    expect(open.layers).toEqual(['unsafe', 'seccomp', `landlock:${version}`, 'rlimits']);
    expect([signalled, truncated, visible].map(({ failure }) => failure)).toEqual([undefined, undefined, undefined]);
    expect([signalled, truncated, visible].map(({ stdout }) => stdout)).not.toContainEqual(
      expect.stringContaining('REACHED'),
    );
    expect(readFileSync(file, 'utf8')).toBe('other text');
  });

  test('a benign program signals its own processes', async () => {
    expect(await stdoutOf(BENIGN, version)).toBe('[1, 2]\n-15 -10 -6 received received missing he\n');
  });
});

const layersEdit = (text: string, instead: string): Edit => ['confinement/layers.py', text, instead];

linux('each guard is necessary', () => {
  test.each<[string, Edit, string, number]>([
    ['intercepting signals', layersEdit('intercepts = user is None and', 'intercepts = False and'), SIGNALS, 5],
    ['the group check', ['forkserver/signals.py', 'if _group(target) != self._leader:', 'if False:'], SIGNALS, 5],
    [
      'the check of the caller’s process',
      ['forkserver/signals.py', "if target == _field(f'/proc/{caller}/status', b'Tgid:')", 'if True'],
      SIGNALS,
      5,
    ],
    [
      'the check of broadcast',
      ['forkserver/signals.py', 'if target in (0, -self._leader)', 'if target <= 0'],
      SIGNALS,
      5,
    ],
    [
      'the check of F_SETOWN',
      ['confinement/seccomp.py', 'FCNTL_DENIED = (1024, 1026, 8, 10, 15)', 'FCNTL_DENIED = (1024,)'],
      SIGNALS,
      5,
    ],
  ])('%s', async (_, edit, program, version) => {
    expect(await stdoutOf(program, version)).not.toContain('REACHED');
    expect(await stdoutOf(program, version, edit)).toContain('REACHED');
  });

  test.each<[string, Edit]>([
    ['denying truncation', layersEdit('deny_truncation=0 < version < TRUNCATION_ABI', 'deny_truncation=False')],
    ['by path', ['confinement/seccomp.py', '(syscalls.TRUNCATION if deny_truncation else {})', '{}']],
    ['by open', ['confinement/seccomp.py', "'open': _deny_truncating_open(1), 'openat': _deny_truncating_open(2)", '']],
    ['by opening with both access bits', ['confinement/seccomp.py', 'O_RDWR, 0, 3)', 'O_RDWR, 3, 3)']],
    ['by openat2', ['confinement/seccomp.py', '(syscalls.OPEN_BY_STRUCT if deny_truncation else {})', '{}']],
  ])('the guard against truncation is necessary: %s', async (_, edit) => {
    writeFileSync(file, 'other text');
    // a library file: Landlock itself denies opening any other file
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
])('Landlock %i with the user %j is missing %j', (version, uid, missing) => {
  const script = `
import sys; sys.path.insert(0, ${JSON.stringify(settings.sandboxDir)})
from confinement import landlock, layers
landlock.abi = lambda: ${version}
print(layers.select_layers(${uid === null ? 'None' : uid}, allow_missing=True).missing)`;
  const { stdout } = spawnSync(settings.python, ['-c', script], { encoding: 'utf8' });
  if (missing) expect(stdout).toMatch(missing);
  else expect(stdout).toBe('None\n');
});
