import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunLimits, RunResult } from '../../executor/supervisor/ports';
import { changedSandbox, type Edit, LIGHT } from './changed';
import { bombs } from './hostile/bombs';
import { isPlain, names } from './hostile/smugglers';
import { CANARY, setStage } from './hostile/stage';
import type { Layer, Stage } from './hostile/table';
import { MIB, type OpenSandbox, openSandbox, settings } from './support';

jest.setTimeout(60_000);

let folder: string;
let stage: Stage;
let strike: () => void;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  chmodSync(folder, 0o755);
  ({ stage, strike } = await setStage(folder, settings.sandboxDir));
});
afterAll(() => {
  strike?.();
  rmSync(folder, { recursive: true, force: true });
});

const root = process.getuid?.() === 0 ? test : test.skip;
const sandboxes = new Map<string, Promise<OpenSandbox>>();
afterAll(async () => {
  for (const opening of sandboxes.values()) await opening.then((open) => open.close()).catch(() => undefined);
});

/** The sandbox as it is, or the one in `sandboxDir`, without some layers. */
function sandboxOf(without: readonly Layer[], sandboxDir = settings.sandboxDir): Promise<OpenSandbox> {
  const key = [sandboxDir, ...without].join(' ');
  const found = sandboxes.get(key) ?? openSandbox({ sandboxDir, ...(without.length ? { unsafe: true, without } : {}) });
  sandboxes.set(key, found);
  return found;
}

interface Mutation {
  readonly what: string;
  readonly edits: readonly Edit[];
  readonly program: () => string;
  readonly less?: Partial<RunLimits>;
  readonly without?: readonly Layer[];
  /** The program got what it wanted. */
  readonly through: (result: RunResult) => boolean;
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
    what: 'closing the descriptors that it inherits',
    edits: [['parent/attempt.py', '    low = 4\n', '    return\n    low = 4\n']],
    program: () => `
import os, socket, stat
for number in range(4, 100):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode) and os.write(number, b'made up\\n'): print('REACHED', number); break
    except OSError: pass`,
    through: saysReached,
  },
  {
    what: 'no_new_privs',
    edits: [['confinement/layers.py', '    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)\n', '']],
    without: ['seccomp', 'landlock'],
    program: () => "if 'NoNewPrivs:\\t0' in open('/proc/self/status').read(): print('REACHED')",
    through: saysReached,
  },
  {
    what: 'killing all processes before anything is collected',
    edits: [['parent/processes.py', '            self._kill()\n', '            self._childless = True\n']],
    program: () => `${DAEMON}\nprint('left', flush=True)`,
    through: saysReached,
  },
  {
    what: 'the watchdog',
    edits: [
      [
        'parent/watch.py',
        '        return self._wall() or self._disk(self._beside) or self._processes()\n',
        '        return self._wall()\n',
      ],
    ],
    program: () => bomb('keeps every processor busy')?.program ?? '',
    less: { cpuSeconds: 2 },
    through: ({ failure }) => failure === undefined,
  },
  {
    what: 'looking at the disk',
    edits: [
      ['parent/watch.py', 'self._wall() or self._disk(self._beside) or', 'self._wall() or'],
      ['parent/watch.py', '        return self._disk(self._at_once)\n', '        return None\n'],
    ],
    program: () => `for i in range(300): open(f'{i}', 'w').close()`,
    less: { inodes: 100, outputFiles: 1_000 },
    through: ({ failure }) => failure === undefined,
  },
  {
    what: 'looking behind no link, and at the owner of what is found',
    edits: [
      [
        'parent/collector.py',
        "        elif stat.S_ISLNK(status.st_mode):\n            entry.reason = 'it is a symbolic link'\n",
        '        elif stat.S_ISLNK(status.st_mode):\n            pass\n',
      ],
      ['parent/collector.py', 'FILE = os.O_RDONLY | os.O_NOFOLLOW |', 'FILE = os.O_RDONLY |'],
      ['parent/names.py', "    if status.st_uid != owner:\n        return 'it belongs to another user'\n", ''],
    ],
    program: () => `import os; os.symlink(${JSON.stringify(stage.PUBLIC_FILE)}, 'out.csv')`,
    through: ({ outputs }) => outputs.some(({ path }) => readFileSync(path, 'utf8') === CANARY),
  },
  {
    what: 'the rules for names',
    edits: [
      ['parent/collector.py', 'plain = part if not refuse_name(part) else plain_name(part, taken)', 'plain = part'],
    ],
    program: () => names.find(({ name }) => name.includes('control character'))?.program ?? '',
    through: ({ outputs }) => outputs.some(({ name }) => !isPlain(name)),
  },
  {
    what: 'the limit for outputs',
    edits: [
      ['parent/collector.py', "size + file.size > limits['outputBytes']", 'False'],
      ['parent/collector.py', ' or _beyond(found, status.st_size, limits)', ''],
    ],
    program: () => "open('a', 'wb').write(b'x' * 3_000_000)",
    less: { outputBytes: 2 * MIB },
    through: ({ outputs }) => outputs.length === 1,
  },
];

describe.each(mutations.map((mutation) => [mutation.what, mutation] as const))('%s', (_, mutation) => {
  const { edits, program, less, without = [], through } = mutation;

  root('holds a program that is let through without it', async () => {
    const results = [await (await sandboxOf(without)).run(program(), less)];
    results.push(await (await sandboxOf(without, changedSandbox(folder, LIGHT, ...edits))).run(program(), less));
    expect(results.map(through)).toEqual([false, true]);
    expect(JSON.stringify(results[0])).not.toContain(CANARY);
  });
});

test.each([[false], [true]])('what the probe finds open is told (unsafe: %s)', async (unsafe) => {
  const answers = Array.from({ length: 20 }, (_, at) => `check_${at}="${at === 7 ? 'opened' : 'held'}"`);
  const edit: Edit = ['probe.py', "answer('probe', **found)", `answer('probe', ${answers.join(', ')})`];
  const sandboxDir = changedSandbox(folder, LIGHT, edit);
  const opening = openSandbox({ sandboxDir, unsafe });
  if (!unsafe) return expect(opening).rejects.toThrow('A program would not be held here: check_7 (opened).');
  const open = await opening;
  await open.close();
  expect(open.layers[0]).toBe('unsafe');
});

test('where memory cannot be measured in time, processes are ended for what is theirs, and not for what they share', async () => {
  const slow: Edit = ['parent/measurement.py', 'MAX_SECONDS = 5.0', 'MAX_SECONDS = -1.0'];
  const open = await openSandbox({ sandboxDir: changedSandbox(folder, LIGHT, slow) });
  const shares = 'import os, time\nfor _ in range(9):\n    if os.fork() == 0: time.sleep(20)\ntime.sleep(1)';
  // the disk cannot be looked at closely either, and others of this machine write to it
  const roomy = { inodes: 10_000_000, diskBytes: 2 ** 40 };
  const shared = await open.run(shares, { ...roomy, memoryBytes: 400 * MIB });
  const { program = '', less } = bomb('spreads its memory over processes') ?? {};
  const own = await open.run(program, { ...roomy, ...less });
  await open.close();
  expect(shared.failure).toBeUndefined();
  expect(own.failure).toMatchObject({ kind: 'out_of_memory', limit: { name: 'memory' } });
});

test('a deleted file that processes share counts once on the disk, which others fill at the same time', async () => {
  const others: Edit = ['parent/disk.py', '(self._before.f_bfree - now.f_bfree) * now.f_frsize', '1 << 50'];
  const open = await openSandbox({ sandboxDir: changedSandbox(folder, LIGHT, others) });
  const program = `
import multiprocessing, time
held = multiprocessing.RawArray('b', 40_000_000)
held[:] = bytes([1]) * len(held)
children = [multiprocessing.Process(target=time.sleep, args=(1.5,)) for _ in range(5)]
[child.start() for child in children]; [child.join() for child in children]`;
  const results = [await open.run(program, { diskBytes: 100 * MIB }), await open.run(program, { diskBytes: 20 * MIB })];
  await open.close();
  expect(results.map(({ failure }) => failure?.limit?.name)).toEqual([undefined, 'disk']);
});

test('what comes between the last look and the end is seen', async () => {
  const rare: Edit = ['parent/watch.py', 'TICK = 0.02', 'TICK = 3'];
  const open = await openSandbox({ sandboxDir: changedSandbox(folder, LIGHT, rare) });
  const { failure } = await open.run("for i in range(300): open(f'{i}', 'w').close()", { inodes: 100 });
  await open.close();
  expect(failure).toMatchObject({ kind: 'over_limit', limit: { name: 'files', allowed: 100 } });
});

test('a Python that has more than one thread is no parent of programs', async () => {
  const thread =
    '    import threading; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n    return round(';
  const sandboxDir = changedSandbox(folder, LIGHT, ['parent/preload.py', '    return round(', thread]);
  await expect(openSandbox({ sandboxDir })).rejects.toThrow('The parent has 2 threads after its imports');
});
