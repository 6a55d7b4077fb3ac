import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { folderOf, JOB_TIMEOUT, withSystem } from './running-system';

const folder = folderOf({
  'Drawers 2025.csv': 'Drawer;Größe (cm);Opened\nOst;12,5;03.04.2025\nWest;;12.11.2025\nSüd;7,5;01.02.2025\n',
  'torn.parquet': 'PAR1 and nothing more',
});
const running = withSystem(() => ({ inputFolder: folder }));
const outputs = mkdtempSync(join(tmpdir(), 'outputs-'));
afterAll(() => rmSync(outputs, { recursive: true }));

/** Runs the command line client in a separate process. */
async function ask(...args: string[]) {
  const client = join(__dirname, '../../client/cli/index.ts');
  const options = ['--api', running().system.apiUrl, '--out', outputs];
  const child = spawn(process.execPath, ['--import', 'tsx', client, ...options, ...args]);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exited, out, err };
}

it('loads the readable files of a folder, and reports the others with the reason', () => {
  const { tables, skipped } = running().system.tables;
  expect(tables).toMatchObject([{ name: 'drawers 2025', rows: 3 }]);
  expect(skipped).toMatchObject([{ file: 'torn.parquet', reason: expect.stringMatching(/Parquet/i) }]);
});

it(
  'prints the steps and the answer of the running system, and saves the artifacts',
  async () => {
    const { code, out, err } = await ask('How many drawers 2025 are there?');
    expect([code, err]).toEqual([0, expect.stringContaining('TaskLaunched')]);
    expect(out).toMatch(/Answer\n.*\b3\b/);
    const [, jobId = ''] = /job ([0-9a-z]{26})/.exec(out) ?? [];
    expect(readFileSync(join(outputs, jobId, 'answer.md'), 'utf8')).toContain('3');
    expect(existsSync(join(outputs, jobId, 'manifest.json'))).toBe(true);
  },
  JOB_TIMEOUT,
);

it(
  'asks the questions of a file in parallel, and exits with 1 if one fails',
  async () => {
    const file = join(outputs, 'prompts.txt');
    writeFileSync(
      file,
      '# both at once\nHow many drawers 2025 are there?\nWhat is the average temperature by planet?\n',
    );
    const { code, out } = await ask('--file', file, '--parallel', '2', '--json', '--no-download');
    expect(code).toBe(1);
    const jobs = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { status: string; failure?: { kind: string } });
    expect(jobs.map(({ status }) => status).sort()).toEqual(['failed', 'succeeded']);
    expect(jobs.find(({ status }) => status === 'failed')?.failure?.kind).toBe('unanswerable');
  },
  JOB_TIMEOUT,
);
