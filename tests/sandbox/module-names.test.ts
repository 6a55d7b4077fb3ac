import { readdirSync } from 'node:fs';
import { type OpenSandbox, openSandbox, rows, settings } from './support';

jest.setTimeout(60_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox({ maxAttempts: 30 });
});
afterAll(() => open?.close());

/** Names of the sandbox's packages and scripts. */
const names = readdirSync(settings.sandboxDir)
  .filter((name) => !/^[._]/.test(name))
  .map((name) => name.replace(/\.py$/, ''));

test('the sandbox has packages and scripts', () => {
  expect(names).toEqual(
    expect.arrayContaining(['confinement', 'forkserver', 'interpreter', 'main', 'probe', 'runtime']),
  );
});

describe.each(names)('%s', (name) => {
  test('is the name of a module that a program can write and import', async () => {
    const { failure, stdout } = await open.run(`
open('${name}.py', 'w').write('def greet(): return "hello"')
import ${name}
print(${name}.greet(), ${name}.__file__.startswith(__import__('os').getcwd()))`);
    expect(failure).toBeUndefined();
    expect(stdout).toBe('hello True\n');
  });

  test('is the name of a package that a program can write and import from', async () => {
    const { failure, stdout } = await open.run(`
import os, numpy, pandas
os.makedirs('${name}/errors')
open('${name}/__init__.py', 'w').write('from .session import value')
open('${name}/session.py', 'w').write('from ${name}.errors import text as value')
open('${name}/errors/__init__.py', 'w').write('text = "own"')
import ${name}.errors
from ${name} import value
print(value, ${name}.errors.text)`);
    expect(failure).toBeUndefined();
    expect(stdout).toBe('own own\n');
  });
});

test.each(names.filter((name) => name !== 'interpreter'))(
  'a program that has no module %s cannot import it',
  async (name) => {
    const { error } = await open.run(`import ${name}`);
    expect(error).toMatchObject({ type: 'ModuleNotFoundError', message: `No module named '${name}'`, line: 1 });
  },
);

test('next to a module with the name of a package of the sandbox, queries, answers, charts and hints work', async () => {
  const query = async () => rows([['region', 'varchar']], 'north\n');
  const { failure, answer, outputs, warnings } = await open.run(
    `
open('runtime.py', 'w').write('import interpreter\\ndef rows(): return len(interpreter.query("select region from s"))')
open('confinement.py', 'w').write('')
import confinement, runtime
from interpreter import answer
import interpreter.session
import matplotlib.pyplot as plt
plt.plot([1, 2])
interpreter.warn('seen')
answer(f'{runtime.rows()} row, {interpreter.session.session.columns}')`,
    {},
    query,
  );
  expect(failure).toBeUndefined();
  expect(answer).toBe("1 row, {'region'}");
  expect(warnings).toEqual(['seen']);
  expect(outputs.map(({ name }) => name).sort()).toEqual(['confinement.py', 'figure-1.png', 'runtime.py']);
});

test('the traceback has the lines of a module with the name of a package of the sandbox, and none of the sandbox', async () => {
  const { error } = await open.run(`
import os
os.mkdir('runtime')
open('runtime/program.py', 'w').write('from interpreter import query\\ndef fetch(): return query("select 1")')
from runtime.program import fetch
fetch()`);
  expect(error).toMatchObject({ type: 'QueryRefused', line: 6 });
  expect(error?.traceback).toContain('File "runtime/program.py", line 2, in fetch');
  expect(error?.traceback.match(/File "[^"]+"/g)).toEqual(['File "program.py"', 'File "runtime/program.py"']);
});

test('an error of interpreter can be pickled, also next to a module runtime', async () => {
  const { failure, stdout } = await open.run(`
open('runtime.py', 'w').write('')
import pickle, runtime
from interpreter import QueryError
print(pickle.loads(pickle.dumps(QueryError('no rows'))) .__class__ is QueryError)`);
  expect(failure).toBeUndefined();
  expect(stdout).toBe('True\n');
});
