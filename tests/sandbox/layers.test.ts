import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunLimits, RunResult } from '../../executor/supervisor/ports';
import { type Edit, editedSandbox, LIGHT } from './edited-sandbox';
import type { Layer, Targets } from './hostile/attack';
import { bombs } from './hostile/bombs';
import { isSafeName, names } from './hostile/smuggled-files';
import { CANARY, createTargets } from './hostile/targets';
import { MIB, type OpenSandbox, openSandbox, settings } from './support';

jest.setTimeout(60_000);

let folder: string;
let targets: Targets;
let removeTargets: () => void;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  chmodSync(folder, 0o755);
  ({ targets, removeTargets } = await createTargets(folder, settings.sandboxDir));
});
afterAll(() => {
  removeTargets?.();
  rmSync(folder, { recursive: true, force: true });
});

const root = process.getuid?.() === 0 ? test : test.skip;
const sandboxes = new Map<string, Promise<OpenSandbox>>();
afterAll(async () => {
  for (const opening of sandboxes.values()) await opening.then((open) => open.close()).catch(() => undefined);
});

/** The sandbox in `sandboxDir` without some layers. */
function sandboxOf(without: readonly Layer[], sandboxDir = settings.sandboxDir): Promise<OpenSandbox> {
  const key = [sandboxDir, ...without].join(' ');
  const sandbox =
    sandboxes.get(key) ?? openSandbox({ sandboxDir, ...(without.length ? { unsafe: true, without } : {}) });
  sandboxes.set(key, sandbox);
  return sandbox;
}

interface Mutation {
  /** The lines that the edits remove. */
  readonly guard: string;
  readonly edits: readonly Edit[];
  readonly program: () => string;
  readonly limits?: Partial<RunLimits>;
  readonly without?: readonly Layer[];
  /** Whether the program did what the removed lines prevent. */
  readonly escapes: (result: RunResult) => boolean;
}

const DAEMON = `
import os, time
if os.fork() == 0:
    if os.fork() == 0:
        time.sleep(1)
        print('REACHED', flush=True)
    os._exit(0)
os.wait()`;
const bomb = (name: string) => bombs.find((one) => one.name === name);
const saysReached = ({ stdout }: RunResult) => stdout.includes('REACHED');

const mutations: readonly Mutation[] = [
  {
    guard: 'closing inherited descriptors',
    edits: [['forkserver/attempt.py', '    low = 4\n', '    return\n    low = 4\n']],
    program: () => `
import os, socket, stat
for number in range(4, 100):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode) and os.write(number, b'forged\\n'): print('REACHED', number); break
    except OSError: pass`,
    escapes: saysReached,
  },
  {
    guard: 'no_new_privs',
    edits: [['confinement/layers.py', '    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)\n', '']],
    without: ['seccomp', 'landlock'],
    program: () => "if 'NoNewPrivs:\\t0' in open('/proc/self/status').read(): print('REACHED')",
    escapes: saysReached,
  },
  {
    guard: 'killing all processes before the collection',
    edits: [['forkserver/processes.py', '            self._kill()\n', '            self._childless = True\n']],
    program: () => `${DAEMON}\nprint('left', flush=True)`,
    escapes: saysReached,
  },
  {
    guard: 'the watchdog',
    edits: [
      [
        'forkserver/watchdog.py',
        '        return self._check_wall_time() or self._check_disk(self._in_background) or self._check_processes()\n',
        '        return self._check_wall_time()\n',
      ],
    ],
    program: () => bomb('keeps every processor busy')?.program ?? '',
    limits: { cpuSeconds: 2 },
    escapes: ({ failure }) => failure === undefined,
  },
  {
    guard: 'the disk limit',
    edits: [
      [
        'forkserver/watchdog.py',
        'self._check_wall_time() or self._check_disk(self._in_background) or',
        'self._check_wall_time() or',
      ],
      ['forkserver/watchdog.py', '        return self._check_disk(self._now)\n', '        return None\n'],
    ],
    program: () => `for i in range(300): open(f'{i}', 'w').close()`,
    limits: { inodes: 100, outputFiles: 1_000 },
    escapes: ({ failure }) => failure === undefined,
  },
  {
    guard: 'following no links, and checking the owner',
    edits: [
      [
        'forkserver/artifacts/entries.py',
        "        elif stat.S_ISLNK(status.st_mode):\n            entry.skip_reason = 'it is a symbolic link'\n",
        '        elif stat.S_ISLNK(status.st_mode):\n            pass\n',
      ],
      ['forkserver/artifacts/entries.py', 'FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW |', 'FILE_FLAGS = os.O_RDONLY |'],
      [
        'forkserver/artifacts/names.py',
        "    if status.st_uid != owner:\n        return 'it belongs to another user'\n",
        '',
      ],
    ],
    program: () => `import os; os.symlink(${JSON.stringify(targets.PUBLIC_FILE)}, 'out.csv')`,
    escapes: ({ outputs }) => outputs.some(({ path }) => readFileSync(path, 'utf8') === CANARY),
  },
  {
    guard: 'the rules for names',
    edits: [
      [
        'forkserver/artifacts/entries.py',
        'new = part if not invalid_name(part) else valid_name(part, used)',
        'new = part',
      ],
    ],
    program: () => names.find(({ name }) => name.includes('control character'))?.program ?? '',
    escapes: ({ outputs }) => outputs.some(({ name }) => !isSafeName(name)),
  },
  {
    guard: 'the limit for artifacts',
    edits: [
      ['forkserver/artifacts/sender.py', "size + file.size > limits['outputBytes']", 'False'],
      ['forkserver/artifacts/collector.py', ' or _exceeds_limits(collection, status.st_size, limits)', ''],
    ],
    program: () => "open('a', 'wb').write(b'x' * 3_000_000)",
    limits: { outputBytes: 2 * MIB },
    escapes: ({ outputs }) => outputs.length === 1,
  },
];

describe.each(mutations.map((mutation) => [mutation.guard, mutation] as const))('%s', (_, mutation) => {
  const { edits, program, limits, without = [], escapes } = mutation;

  root('blocks a program that gets through without it', async () => {
    const results = [await (await sandboxOf(without)).run(program(), limits)];
    results.push(await (await sandboxOf(without, editedSandbox(folder, LIGHT, ...edits))).run(program(), limits));
    expect(results.map(escapes)).toEqual([false, true]);
    expect(JSON.stringify(results[0])).not.toContain(CANARY);
  });
});

test.each([[false], [true]])('findings of the probe are reported (unsafe: %s)', async (unsafe) => {
  const answers = Array.from({ length: 20 }, (_, at) => `check_${at}="${at === 7 ? 'opened' : 'denied'}"`);
  const edit: Edit = ['probe.py', "answer('probe', **results)", `answer('probe', ${answers.join(', ')})`];
  const sandboxDir = editedSandbox(folder, LIGHT, edit);
  const opening = openSandbox({ sandboxDir, unsafe });
  if (!unsafe) return expect(opening).rejects.toThrow('A program would not be confined here: check_7 (opened).');
  const open = await opening;
  await open.close();
  expect(open.layers[0]).toBe('unsafe');
});

test('if the measurement of memory times out, shared pages are not counted', async () => {
  const slow: Edit = ['forkserver/measurement.py', 'TIMEOUT_S = 5.0', 'TIMEOUT_S = -1.0'];
  const open = await openSandbox({ sandboxDir: editedSandbox(folder, LIGHT, slow) });
  const shares = 'import os, time\nfor _ in range(9):\n    if os.fork() == 0: time.sleep(20)\ntime.sleep(1)';
  // the measurement of the disk times out too, and other programs write to it
  const roomy = { inodes: 10_000_000, diskBytes: 2 ** 40 };
  const shared = await open.run(shares, { ...roomy, memoryBytes: 400 * MIB });
  const { program = '', limits } = bomb('spreads its memory over processes') ?? {};
  const own = await open.run(program, { ...roomy, ...limits });
  await open.close();
  expect(shared.failure).toBeUndefined();
  expect(own.failure).toMatchObject({ kind: 'out_of_memory', limit: { name: 'memory' } });
});

test('on a shared disk, a deleted file that processes share counts once', async () => {
  const others: Edit = ['forkserver/disk.py', '(self._start.f_bfree - now.f_bfree) * now.f_frsize', '1 << 50'];
  const open = await openSandbox({ sandboxDir: editedSandbox(folder, LIGHT, others) });
  const program = `
import multiprocessing, time
data = multiprocessing.RawArray('b', 40_000_000)
data[:] = bytes([1]) * len(data)
children = [multiprocessing.Process(target=time.sleep, args=(1.5,)) for _ in range(5)]
[child.start() for child in children]; [child.join() for child in children]`;
  const results = [await open.run(program, { diskBytes: 100 * MIB }), await open.run(program, { diskBytes: 20 * MIB })];
  await open.close();
  expect(results.map(({ failure }) => failure?.limit?.name)).toEqual([undefined, 'disk']);
});

test('files written after the last check of the watchdog are counted', async () => {
  const rare: Edit = ['forkserver/watchdog.py', 'TICK = 0.02', 'TICK = 3'];
  // Others that delete files at the same time must not hide these: the folder is walked whatever the estimate is.
  const walked: Edit = [
    'forkserver/disk.py',
    'self._start.f_ffree - now.f_ffree if now.f_files else sys.maxsize',
    'sys.maxsize',
  ];
  const open = await openSandbox({ sandboxDir: editedSandbox(folder, LIGHT, rare, walked) });
  const { failure } = await open.run("for i in range(300): open(f'{i}', 'w').close()", { inodes: 100 });
  await open.close();
  expect(failure).toMatchObject({ kind: 'over_limit', limit: { name: 'files', allowed: 100 } });
});

describe('a forkserver with more than one thread', () => {
  const threadAt = (indent: string) =>
    `${indent}import threading, time; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n`;

  it('is refused', async () => {
    const line = '    mimetypes.init([])\n';
    const sandboxDir = editedSandbox(folder, LIGHT, ['forkserver/preload.py', line, line + threadAt('    ')]);
    await expect(openSandbox({ sandboxDir })).rejects.toThrow('The forkserver has 2 threads after its imports');
  });

  it('runs no program if a later import started the thread', async () => {
    const line = '        self._find_pools()\n        # all forks';
    const edit: Edit = ['forkserver/preload.py', line, threadAt('        ') + line];
    const open = await openSandbox({ sandboxDir: editedSandbox(folder, LIGHT, edit) });
    await open.sandbox.preloaded();
    const { failure } = await open.run('pass');
    await open.close();
    expect(failure?.kind).toBe('sandbox_unavailable');
    expect(failure?.message).toContain('The forkserver has 2 threads; it must have one when it forks.');
  });
});
