import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analystBackend } from '../../local/endpoints/bedrock/backends/analyst';
import { TRUSTED_PROGRAMS_PATH, trustedProgramsEndpoint } from '../../local/endpoints/bedrock/trusted-programs';
import { runUnderSupervisor } from './hostile/run-under-supervisor';
import { settings } from './support';
import { PYTHON, reachablePackages, USER } from './unprivileged';

jest.setTimeout(120_000);

const root = process.getuid?.() === 0;
const open = reachablePackages();
const packages = 'packages' in open ? open.packages : '';

const tables = {
  schema: 'public',
  tables: [
    { name: 'users', rows: 3, columns: [{ name: 'age', type: 'integer', nulls: 0, distinct: 3, min: 1, max: 3 }] },
  ],
};

/** The analyst's program for a question, and its list of programs, as the local endpoints serve it. */
async function analyst(question: string): Promise<{ program: string; url: string; server: Server }> {
  const backend = analystBackend();
  const texts = [`<tables>${JSON.stringify(tables)}</tables>`, `<question>${question}</question>`];
  const request = { messages: [{ role: 'user', content: texts.map((text) => ({ text })) }] };
  const { output } = (await backend.converse('offline-analyst', request, new AbortController().signal)) as {
    output: { message: { content: [{ toolUse: { input: { program: string } } }] } };
  };
  const answer = trustedProgramsEndpoint(backend);
  const server = createServer((request, response) => void (answer(request, response) || response.writeHead(400).end()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const { program } = output.message.content[0].toolUse.input;
  return { program, url: `http://127.0.0.1:${port}${TRUSTED_PROGRAMS_PATH}`, server };
}

const QUESTION = 'How many users are there?';
let own: Awaited<ReturnType<typeof analyst>>;
/** The analyst of another start. */
let other: Awaited<ReturnType<typeof analyst>>;
let folder: string;
beforeAll(async () => {
  own = await analyst(QUESTION);
  other = await analyst('What is the average age of users?');
  folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  chmodSync(folder, 0o755);
});
afterAll(() => {
  own.server.close();
  other.server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A Python that is started through a command. */
function pythonBy(...command: readonly string[]): string {
  const file = join(folder, `python-${createHash('sha256').update(command.join(' ')).digest('hex').slice(0, 8)}`);
  writeFileSync(file, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(' ')} "$@"\n`, { mode: 0o755 });
  return file;
}

const OLD_KERNEL = [join(__dirname, 'old-kernel.py'), settings.sandboxDir, '--with-seccomp'];
const MACOS = ['-I', '-S', join(__dirname, 'macos.py')];
const machines: readonly (readonly [string, number, readonly string[], readonly string[], RegExp, boolean])[] = [
  [
    'an ordinary user without Landlock',
    USER,
    [PYTHON, ...OLD_KERNEL, PYTHON],
    ['seccomp', 'rlimits'],
    /not root, Landlock missing/,
    packages !== '',
  ],
  [
    'root without Landlock',
    0,
    [settings.python, ...OLD_KERNEL, settings.python],
    ['uid', 'seccomp', 'rlimits'],
    /would not be confined here: .*write to \/tmp/,
    root,
  ],
  ['macOS', USER, [PYTHON, ...MACOS], ['rlimits'], /no seccomp, not root, Landlock missing/, packages !== ''],
];

const available = machines.filter((machine) => machine.at(-1));

// Without root no test can start as another user.
(available.length > 0 ? describe.each(available) : describe.skip.each(machines))(
  'on a machine like %s',
  (_, user, python, layers, lacks) => {
    const libraries = user === 0 ? undefined : packages;
    const supervised = (programs: readonly string[], url?: string) => {
      const named = programs.map((program, at) => ({ name: `${at}`, program }));
      return runUnderSupervisor([], user, { python: pythonBy(...python), libraries, uid: 20_001 }, named, url);
    };

    test('programs that the analyst wrote since this start run, and the layers list what confined them', async () => {
      const changed = own.program.replace('SELECT', 'select');
      expect(changed).not.toBe(own.program);
      const model = "from interpreter import answer\nanswer('done')";
      const programs = [own.program, model, changed, `${own.program} `, other.program, '\ud800', own.program];
      const { started, results } = await supervised(programs, own.url);
      expect(started).toEqual({ ok: true, layers, missing: expect.stringMatching(lacks) });
      // there is no warehouse for its statement
      const ran = {
        stderr: expect.anything(),
        failure: { message: expect.stringMatching(/QueryRefused|no warehouse/) },
      };
      expect(results[0]).toMatchObject(ran);
      expect(results.at(-1)).toMatchObject(ran);
      for (const { failure } of results.slice(1, -1)) {
        expect(failure?.kind).toBe('sandbox_unavailable');
        expect(failure?.message).toMatch(/the built-in offline analyst did not write it/);
        expect(failure?.message).toMatch(lacks);
      }
    });

    test('no program runs without a list, or when the list cannot be fetched', async () => {
      const alone = await supervised([own.program]);
      expect(alone.started).toMatchObject({ ok: false, reason: expect.stringMatching(lacks) });
      const { results } = await supervised([own.program], 'http://127.0.0.1:9/written-programs');
      expect(results.map(({ failure }) => failure?.kind)).toEqual(['sandbox_unavailable']);
    });
  },
);

(packages ? test : test.skip)('where no layer is missing, the list is not fetched', async () => {
  const command = { python: PYTHON, libraries: packages };
  const model = [{ name: 'of a model', program: "from interpreter import answer\nanswer('done')" }];
  const { started, results } = await runUnderSupervisor(
    [],
    USER,
    command,
    model,
    'http://127.0.0.1:9/written-programs',
  );
  expect(started).toMatchObject({ ok: true });
  expect(results[0]?.failure).toBeUndefined();
});

/** Uses what programs of the analyst need in addition to query(): libraries, forks, files, pictures. */
const WORK = `
import os, json, multiprocessing, threading
import matplotlib.pyplot as plt, numpy, pandas
from sklearn.linear_model import LogisticRegression
from interpreter import answer, save_model
with multiprocessing.Pool(2) as pool: squares = pool.map(abs, [-1, 2])
features = numpy.arange(40).reshape(-1, 1)
model = LogisticRegression().fit(features, features[:, 0] > 20)
save_model(model, metrics={'accuracy': 1.0})
figure, axis = plt.subplots(); axis.bar(['a'], [1]); figure.savefig('chart.png'); plt.close(figure)
pandas.DataFrame({'a': squares}).to_csv('rows.csv', index=False)
answer('done', squares=str(squares), threads=threading.active_count())`;

(packages ? describe : describe.skip)('macOS', () => {
  const run = async (...programs: readonly (readonly [string, object?])[]) => {
    const command = { python: pythonBy(PYTHON, ...MACOS), libraries: packages, unsafe: true };
    const named = programs.map(([program, limits], at) => ({ name: `${at}`, program, limits }));
    return runUnderSupervisor([], USER, command, named);
  };

  test('runs forks, libraries, pictures, models and artifacts', async () => {
    const { started, results } = await run([WORK]);
    expect(started).toEqual({
      ok: true,
      layers: ['unsafe', 'rlimits'],
      missing: expect.stringContaining('no seccomp'),
    });
    expect([results[0]?.failure, results[0]?.stderr]).toEqual([undefined, '']);
    expect(results[0]?.outputs).toEqual(
      expect.arrayContaining(['chart.png', 'rows.csv', 'model.joblib', 'model.json']),
    );
  });

  test('enforces the limits of time, CPU, disk, files, artifacts and printed text', async () => {
    const { results } = await run(
      ['import time; time.sleep(30)', { wallSeconds: 1 }],
      ['while True: pass', { cpuSeconds: 1 }],
      ["open('a', 'wb').write(b'x' * 40_000_000)", { diskBytes: 20_000_000 }],
      ["for i in range(300): open(f'{i}', 'w').close()", { inodes: 100 }],
      ["for i in range(9): open(f'{i}', 'w').close()", { outputFiles: 5 }],
      ["print('x' * 6_000_000)"],
    );
    expect(results.map(({ failure }) => failure?.limit?.name)).toEqual([
      'wall time',
      'CPU time',
      'disk',
      'files',
      undefined,
      'printed text',
    ]);
    expect(results[4]?.outputs).toHaveLength(5);
  });

  test('kills processes that a program leaves, and the next one runs', async () => {
    const leaves = 'import os, time\nif os.fork() == 0: time.sleep(30)\nprint(os.getpgrp(), flush=True)';
    const { results } = await run([leaves], ["print('next')"]);
    const group = Number(results[0]?.stdout);
    const { stdout: groups } = spawnSync('ps', ['-axo', 'pgid=,state='], { encoding: 'utf8' });
    // an orphan may be a zombie until init reaps it
    expect(groups.split('\n').filter((line) => Number.parseInt(line, 10) === group && !line.includes('Z'))).toEqual([]);
    expect(results[1]?.stdout).toBe('next\n');
  });
});
