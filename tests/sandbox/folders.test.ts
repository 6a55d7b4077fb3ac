import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueryService } from '../../executor/supervisor/ports';
import { openSandbox, rows, settings } from './support';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'sandbox-folders-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Uses the modules of the sandbox and packages that are not preloaded, and expects no name of the sandbox's modules. */
const PROGRAM = `
import importlib.util
assert [name for name in ('runtime', 'confinement', 'main') if importlib.util.find_spec(name)] == []
from interpreter import answer, query, save_model
import matplotlib.pyplot as plt
import duckdb, pyarrow.pandas_compat, statsmodels.api
from sklearn.linear_model import LinearRegression
frame = query('select 1')
plt.plot(frame.a)
save_model(LinearRegression().fit(frame[['a']], frame.a))
answer(str(frame.a.sum()))
`;
const query: QueryService = async () => rows([['a', 'int4']], '1\n2\n');

async function answerOf(changes: Parameters<typeof openSandbox>[0]): Promise<unknown> {
  const open = await openSandbox(changes);
  const { answer, error, failure } = await open.run(PROGRAM, {}, query);
  await open.close();
  return failure ?? error ?? answer;
}

/** Makes every folder and file accessible to its owner only, as umask 077 does. */
function restrict(path: string): void {
  const status = statSync(path);
  if (status.isDirectory()) for (const name of readdirSync(path)) restrict(join(path, name));
  chmodSync(path, status.isDirectory() ? 0o700 : 0o600);
}

test('a program runs when only the owner can read the files of the sandbox', async () => {
  const sandboxDir = join(folder, 'closed');
  cpSync(settings.sandboxDir, sandboxDir, { recursive: true });
  restrict(sandboxDir);
  expect(await answerOf({ sandboxDir })).toBe('3');
});

test('a program runs when the packages are reached by a link in a folder with mode 700', async () => {
  const inside = join(folder, 'inside');
  mkdirSync(inside, { mode: 0o700 });
  symlinkSync(join(settings.python, '../..'), join(inside, 'executor'));
  expect(await answerOf({ python: join(inside, 'executor/bin/python') })).toBe('3');
});

test('a program runs when the sandbox is a link into a folder with mode 700', async () => {
  const inside = join(folder, 'linked');
  mkdirSync(inside, { mode: 0o700 });
  cpSync(settings.sandboxDir, join(inside, 'sandbox'), { recursive: true });
  symlinkSync(join(inside, 'sandbox'), join(folder, 'link'));
  expect(await answerOf({ sandboxDir: join(folder, 'link') })).toBe('3');
});

test('a traceback has no lines of the sandbox when its folder is a link', async () => {
  const inside = join(folder, 'named');
  mkdirSync(inside, { mode: 0o700 });
  cpSync(settings.sandboxDir, join(inside, 'sandbox'), { recursive: true });
  symlinkSync(join(inside, 'sandbox'), join(folder, 'name'));
  const open = await openSandbox({ sandboxDir: join(folder, 'name') });
  const { error } = await open.run("from interpreter import save_model\nsave_model(1, metrics='x')");
  await open.close();
  expect(error?.traceback).toContain('save_model(1');
  expect(error?.traceback).not.toContain('models.py');
});
