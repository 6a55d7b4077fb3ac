import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../../../client/cli';
import { type FakeApi, fakeApi } from './api';

let folder: string;
let api: FakeApi;
let printed: { out: string; err: string };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ask-'));
  api = await fakeApi();
  printed = { out: '', err: '' };
  jest.spyOn(console, 'log').mockImplementation((line = '') => {
    printed.out += `${line}\n`;
  });
  jest.spyOn(console, 'error').mockImplementation((line = '') => {
    printed.err += `${line}\n`;
  });
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.err += String(text);
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  api.close();
  rmSync(folder, { recursive: true });
});

const ask = (...args: string[]) => main(['--api', api.url, '--auth', 'none', '--out', folder, ...args]);

describe('npm run ask', () => {
  it('prints the answer and its values, keeps the outputs, and ends with 0', async () => {
    expect(await ask('How many?')).toBe(0);
    expect(printed.out).toContain('The answer to How many?');
    expect(printed.out).toMatch(/n +12,345/);
    expect(printed.err).toContain('The prompt was accepted.');
    expect(readFileSync(join(folder, 'job1/a b/table.csv'), 'utf8')).toBe('a,b\n1,2\n');
  });

  it('says why a job failed and what to do, and ends with 1', async () => {
    expect(await ask('fail')).toBe(1);
    expect(printed.err).toContain('There is no table of planets. (unanswerable)\n  Ask about users.');
    expect(printed.out).toBe('');
  });

  it('takes an output that is not what the job says for a failure', async () => {
    expect(await ask('torn')).toBe(1);
    expect(printed.err).toContain('table.csv is not what the job says of it');
  });

  it('asks the questions of a file, so many at once, and fails when one of them does', async () => {
    const file = join(folder, 'prompts.txt');
    writeFileSync(file, '# first\none\n\n two \r\nfail\nfour\nfive\n');
    expect(await ask('--file', file, '--parallel', '2', '--no-download')).toBe(1);
    expect(api.mostAtOnce()).toBe(2);
    for (const prompt of ['one', 'two', 'four', 'five']) expect(printed.out).toContain(`The answer to ${prompt}\n`);
    expect(existsSync(join(folder, 'job1'))).toBe(false);
  });

  it('writes a line of JSON for each job, and nothing else, to standard output', async () => {
    expect(await ask('--json', 'one', 'fail')).toBe(1);
    const lines = printed.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(2);
    expect(lines.find(({ prompt }) => prompt === 'one')).toMatchObject({
      status: 'succeeded',
      values: { n: 12_345 },
      folder: join(folder, 'job1'),
    });
    expect(lines.find(({ prompt }) => prompt === 'fail')).toMatchObject({ failure: { kind: 'unanswerable' } });
  });

  it('sends limits as the API takes them', async () => {
    await ask('--size', 'large', '--timeout', '90', '--attempts', '1', 'x');
    expect(JSON.parse(api.seen[0]?.body ?? '')).toEqual({
      prompt: 'x',
      size: 'large',
      timeoutSeconds: 90,
      maxAttempts: 1,
    });
  });

  it('cancels what runs when it is interrupted', async () => {
    const running = ask('wait');
    while (!api.seen.some(({ line }) => line.startsWith('GET'))) await new Promise((wake) => setTimeout(wake, 20));
    process.emit('SIGINT');
    expect(await running).toBe(130);
    expect(api.seen.map(({ line }) => line)).toContain('POST /jobs/job1/cancel');
  });

  it.each([
    [[], 'What is the question?'],
    [['--file', '/nowhere/prompts.txt'], 'cannot be read'],
    [['--parallel', 'many', 'x'], '--parallel is a number'],
    [['--size', 'huge', 'x'], '--size is small, medium, large'],
    [['--colour', 'x'], "Unknown option '--colour'"],
  ])('ends with 2 for the command line %j', async (args, reason) => {
    expect(await ask(...args)).toBe(2);
    expect(printed.err).toContain(reason);
    expect(api.seen).toHaveLength(0);
  });

  it('says that nothing answers, and how to start something', async () => {
    api.close();
    expect(await ask('x')).toBe(1);
    expect(printed.err).toMatch(/Nothing answers at http:.*npm start/);
  });
});
