import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { editedSandbox } from './edited-sandbox';
import { openSandbox } from './support';

jest.setTimeout(60_000);

/** The name is put together, so that the forkserver does not find it in the program. */
const IS_LOADED =
  "import sys\nfrom interpreter import answer\nanswer('', loaded='skl' + 'earn.ensemble' in sys.modules)\n";
/** Pauses that keep optional libraries from being loaded before the program arrives. */
const SLOW = [
  'forkserver/preload.py',
  '            with without_collections():\n',
  `            ${"__import__('time').sleep(0.3)\n"}            with without_collections():\n`,
] as const;

const folder = mkdtempSync(join(tmpdir(), 'preload-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const slowSandbox = () => openSandbox({ sandboxDir: editedSandbox(folder, SLOW) });

test('a program that names no optional library does not wait for them', async () => {
  const { run, close } = await slowSandbox();
  const { values } = await run(IS_LOADED);
  await close();
  expect(values).toEqual({ loaded: false });
});

test('a program that names an optional library finds it loaded, with its thread pools set', async () => {
  const { run, close } = await slowSandbox();
  const { values, failure } = await run(
    `${IS_LOADED}import sklearn, threadpoolctl
pools = threadpoolctl.threadpool_info()
answer('', pools=len(pools), threads=max(pool['num_threads'] for pool in pools), least=min(pool['num_threads'] for pool in pools))`,
    { processors: 2 },
  );
  await close();
  expect(failure).toBeUndefined();
  expect(values).toMatchObject({ loaded: true, threads: 2, least: 2 });
  // OpenBLAS of numpy and of scipy, OpenMP of scikit-learn.
  expect(values.pools).toBeGreaterThanOrEqual(3);
});

test('a program imports a library that is not loaded yet', async () => {
  const { run, close } = await slowSandbox();
  const { values, failure } = await run(`${IS_LOADED}
import importlib
linear = importlib.import_module('skl' + 'earn.linear_model')
answer('', slope=round(float(linear.LinearRegression().fit([[1], [2], [3]], [2, 4, 6]).coef_[0]), 6))`);
  await close();
  expect(failure).toBeUndefined();
  expect(values).toMatchObject({ loaded: false, slope: 2 });
});

test('charts are saved, whenever the program arrives', async () => {
  const { run, close } = await slowSandbox();
  const { outputs, failure } = await run('import pandas\npandas.Series([1, 2]).plot()');
  await close();
  expect(failure).toBeUndefined();
  expect(outputs.map(({ name }) => name)).toEqual(['figure-1.png']);
});

test('the optional libraries are loaded while no program runs, and programs share them', async () => {
  const { sandbox, run, close } = await openSandbox();
  await run('pass');
  await sandbox.preloaded();
  const { values } = await run(IS_LOADED);
  await close();
  expect(values).toEqual({ loaded: true });
});

test('no library is loaded between the end of a program and the collection of its files', async () => {
  const slowOptional = [
    'forkserver/preload.py',
    'else self._optional.popleft()[1]',
    "else (__import__('time').sleep(3), self._optional.popleft()[1])[1]",
  ] as const;
  const { run, close } = await openSandbox({ sandboxDir: editedSandbox(folder, slowOptional) });
  const collected: number[] = [];
  for (let count = 0; count < 4; count += 1) {
    const { finishedAt, failure } = await run('pass');
    expect(failure).toBeUndefined();
    collected.push(Date.now() - Date.parse(finishedAt));
  }
  await close();
  expect(Math.max(...collected)).toBeLessThan(2_500);
});

test('a library that cannot be loaded fails the run with the reason', async () => {
  const broken = ['forkserver/preload.py', "    'scipy.stats',\n", "    'no_such_library',\n"] as const;
  const { sandbox, run, close } = await openSandbox({ sandboxDir: editedSandbox(folder, broken) });
  await expect(sandbox.preloaded()).rejects.toThrow('no_such_library');
  const { failure } = await run('pass');
  await close();
  expect(failure).toMatchObject({ kind: 'sandbox_unavailable' });
  expect(failure?.message).toContain('no_such_library');
});

test('a library that cannot be loaded for the first program is reported, too', async () => {
  const broken = ['forkserver/preload.py', "    'scipy.stats',\n", "    'scipy.no_such_module',\n"] as const;
  const { sandbox, run, close } = await openSandbox({ sandboxDir: editedSandbox(folder, broken, SLOW) });
  const { failure } = await run('import scipy');
  await expect(sandbox.preloaded()).rejects.toThrow('scipy.no_such_module');
  await close();
  expect(failure).toMatchObject({ kind: 'sandbox_unavailable' });
});
