import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pythonOf, root } from '../../local/setup/paths';
import { openSandbox, rows } from './support';

jest.setTimeout(120_000);

/** Runs Python outside a sandbox, with the package `interpreter`. */
async function outside(source: string): Promise<string> {
  const env = { PATH: process.env.PATH, PYTHONPATH: join(root, 'executor/sandbox') };
  return (await promisify(execFile)(pythonOf('executor'), ['-c', source], { env })).stdout.trim();
}

describe('the package interpreter outside a job', () => {
  it('queries by the function that it is connected to, with names of columns in lower case', async () => {
    const printed = await outside(`
import pandas
from interpreter import answer, assume, query, warn
from interpreter.notebook import connect, result
connect(lambda sql: pandas.DataFrame({'Users': [len(sql)]}))
answer(f"{query('select 1').users[0]} users")
assume('All count.')
warn('Few.')
print(result())
`);
    expect(printed).toBe('8 users\n\n## Assumptions\n\n- All count.\n\n## Warnings\n\n- Few.');
  });

  it('says how to connect when it is not', async () => {
    const source = "from interpreter import query\ntry: query('select 1')\nexcept RuntimeError as error: print(error)";
    expect(await outside(source)).toContain('interpreter.notebook.connect()');
  });
});

describe('a program in a job', () => {
  it('cannot connect to anything but its warehouse', async () => {
    const sandbox = await openSandbox();
    try {
      const program = 'from interpreter.notebook import connect\nconnect(lambda sql: None)';
      const { failure } = await sandbox.run(program, {}, async () => rows([['a', 'int4']], '1\n'));
      expect(failure?.message).toContain('A job is connected to its warehouse already.');
    } finally {
      await sandbox.close();
    }
  });
});
