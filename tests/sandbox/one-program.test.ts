import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ReportDocument } from '../../events';
import { project, settings } from './support';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
const outputFolders: string[] = [];
writeFileSync(join(folder, 'sales.csv'), 'region,amount\nnorth,10.5\nsouth,4\nnorth,1\n');
writeFileSync(join(folder, 'staff.csv'), 'name\nAnn\n');
writeFileSync(join(folder, 'catalog.yaml'), 'tables: {staff: {use: false}}\n');
afterAll(() => {
  for (const path of [folder, ...outputFolders]) rmSync(path, { recursive: true, force: true });
});

const OLD_KERNEL = [settings.python, join(__dirname, 'old-kernel.py'), settings.sandboxDir];

interface CommandResult {
  readonly code: number | null;
  readonly report?: ReportDocument;
  readonly err: string;
  readonly outputs: string;
}

/** Runs the command on a program. wrapper: a command that starts it. */
async function sandbox(
  program: string,
  args: readonly string[] = [],
  wrapper: readonly string[] = [],
): Promise<CommandResult> {
  const file = join(folder, `program-${outputFolders.length}.py`);
  writeFileSync(file, program);
  const command = [process.execPath, '--import', 'tsx', 'local/commands/sandbox.ts', file, '--data', folder, ...args];
  const [first = '', ...rest] = [...wrapper, ...command];
  const child = spawn(first, rest, { cwd: project });
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const outputs = join(project, /results\/sandbox-[^/]+/.exec(err)?.[0] ?? 'nowhere');
  outputFolders.push(outputs);
  return { code: await code, report: out ? (JSON.parse(out) as ReportDocument) : undefined, err, outputs };
}

test('a program runs as in a job: over the tables of the folder, with its report printed and its artifacts saved', async () => {
  const { code, report, outputs } = await sandbox(`
from interpreter import answer, query
sales = query('select region, sum(amount) as total from sales group by region order by region')
sales.to_csv('sales.csv', index=False)
answer('done', north=sales.total[0])
`);
  expect(code).toBe(0);
  expect(report).toMatchObject({
    summary: { result: 'succeeded', final: true, values: { north: 11.5 } },
    queries: [{ result: 'finished', rows: 2 }],
    layers: expect.arrayContaining(['seccomp']),
  });
  expect(readFileSync(join(outputs, 'sales.csv'), 'utf8')).toBe('region,total\nnorth,11.5\nsouth,4.0\n');
  expect(readdirSync(outputs).sort()).toEqual([
    'answer.md',
    'manifest.json',
    'program.py',
    'queries.json',
    'sales.csv',
  ]);
});

test('a program that fails ends the command with 1, and the report has the line', async () => {
  const { code, report, err } = await sandbox('x = 1\nraise ValueError("no such thing")\n');
  expect(code).toBe(1);
  expect(report?.error).toMatchObject({ type: 'ValueError', line: 2 });
  expect(err).toContain('✗ ValueError: no such thing (line 2)');
});

test('the catalog in the folder withholds tables as in a job', async () => {
  const { report } = await sandbox("from interpreter import query\nprint(query('select name from staff'))\n");
  expect(report?.error).toMatchObject({ line: 2, message: expect.stringContaining('"staff" does not exist') });
  expect(report?.stdout).toBe('');
});

test('the timeout is enforced', async () => {
  const { code, report } = await sandbox('while True: pass', ['--timeout', '1']);
  expect([code, report?.summary.failure?.kind]).toEqual([1, 'out_of_time']);
});

const linux = process.platform === 'linux' ? test : test.skip;

linux('a machine that cannot confine programs is refused, and the message names the missing layers', async () => {
  const { code, report, err, outputs } = await sandbox('print(1)', [], OLD_KERNEL);
  expect(code).toBe(2);
  expect(report).toBeUndefined();
  expect(err).toMatch(
    /cannot run programs of a language model safely.*Here: no seccomp, .*Landlock missing\.[\s\S]*--unsafe-sandbox/,
  );
  expect(existsSync(outputs)).toBe(false);
});

linux('with --unsafe-sandbox it runs programs, and the report says so', async () => {
  const program = "from interpreter import answer\nanswer('done')";
  const { code, report } = await sandbox(program, ['--unsafe-sandbox'], OLD_KERNEL);
  expect(code).toBe(0);
  expect(report?.layers[0]).toBe('unsafe');
  expect(report?.summary.warnings).toEqual([expect.stringContaining('unsafe sandbox')]);
});

test('the flag changes nothing where programs can be confined', async () => {
  const program = "from interpreter import answer\nanswer('done')";
  const { report } = await sandbox(program, ['--unsafe-sandbox']);
  expect(report?.layers).not.toContain('unsafe');
  expect(report?.summary.warnings).toEqual([]);
});
