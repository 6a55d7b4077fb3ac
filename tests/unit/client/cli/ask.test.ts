import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { main } from '../../../../client/cli';
import type { KeyInput } from '../../../../client/cli/choose';
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
  it('prints the answer and its values, saves the artifacts, and exits with 0', async () => {
    expect(await ask('How many?')).toBe(0);
    expect(printed.out).toContain('The answer to How many?');
    expect(printed.out).toMatch(/n +12,345/);
    expect(printed.out).toMatch(
      /Answered in 1\.2 s; job job1\n {2}the model 0\.9 s, the program 0\.3 s\n {2}meanwhile: pulling the image 0\.6 s\n/,
    );
    expect(printed.err).toContain('The prompt was accepted.');
    expect(readFileSync(join(folder, 'job1/a b/table.csv'), 'utf8')).toBe('a,b\n1,2\n');
  });

  it('shows what the program prints with --follow, line by line and without control characters', async () => {
    expect(await ask('--follow', 'How many?')).toBe(0);
    expect(printed.err).toMatch(/^first \S*line$/m);
    expect(printed.err).toContain('\nhalf\nand half\n');
    expect(printed.err).not.toContain('\u001b[2J');
    expect(printed.out).not.toContain('and half');
  });

  it('prints the failure and its hint, and exits with 1', async () => {
    expect(await ask('fail')).toBe(1);
    expect(printed.err).toContain('There is no table of planets. (unanswerable)\n  Ask about users.');
    expect(printed.err).toContain('\n  the model 0.9 s, the program 0.3 s\n');
    expect(printed.out).toBe('');
  });

  it('prints the tables that questions can be about', async () => {
    expect(await ask('--tables')).toBe(0);
    expect(printed.out).toContain('users  1 row  People');
    expect(printed.out).toMatch(/age {2}integer {2}In years {2}\(values withheld from the model\)/);
    expect(printed.out).toContain('Not described: broken');
    expect(printed.out).toContain('  How many users are there?\n');
    expect(printed.out).toContain('they may have changed');
    expect(printed.out).not.toContain('\u001b[31m');
    expect(api.seen.map(({ line }) => line)).toEqual(['GET /tables']);
  });

  it('shares a job, and no longer', async () => {
    const jobId = '9r0awy9pdw6sypccrk38q9a2ej';
    expect(await ask('--share', jobId)).toBe(0);
    expect(await ask('--unshare', jobId)).toBe(0);
    const requests = api.seen.map(({ line, body }) => [line, body]);
    expect(requests).toEqual([
      [`PUT /jobs/${jobId}/sharing`, '{"shared":true}'],
      [`PUT /jobs/${jobId}/sharing`, '{"shared":false}'],
    ]);
    expect(await ask('--share', '0'.repeat(26))).toBe(1);
    expect(await ask('--share', 'job')).toBe(2);
    expect(await ask('--share', jobId, '--unshare', jobId)).toBe(2);
    expect(await ask('--share', jobId, 'How many?')).toBe(2);
  });

  it('prints the tables as JSON, and refuses a question next to them', async () => {
    expect(await ask('--tables', '--json')).toBe(0);
    expect(JSON.parse(printed.out)).toMatchObject({ suggestions: ['How many users are there?'] });
    expect(await ask('--tables', 'How many?')).toBe(2);
  });

  /** A terminal at which these keys are pressed, one after another. */
  const terminal = (...keys: string[]): KeyInput & { readonly modes: boolean[] } => {
    const modes: boolean[] = [];
    return {
      isTTY: true,
      modes,
      setRawMode: (raw) => modes.push(raw),
      resume: () => undefined,
      pause: () => undefined,
      once: (_, listener) => setTimeout(() => listener(Buffer.from(keys.shift() ?? 'q')), 0),
    };
  };
  const at = (input: KeyInput, ...args: string[]) =>
    main(['--api', api.url, '--auth', 'none', '--out', folder, ...args], input);
  const submitted = () =>
    api.seen.filter(({ line }) => line === 'POST /prompt').map(({ body }) => JSON.parse(body).prompt);

  it('prints what can be asked instead, numbered, and asks it at one key', async () => {
    const input = terminal('1');
    expect(await at(input, 'fail with choices')).toBe(0);
    expect(printed.err).toContain('You can ask instead:\n  1  How many users?\n  2  How many [2J fail by country?');
    expect(submitted()).toEqual(['fail with choices', 'How many users?']);
    expect(printed.out).toContain('The answer to How many users?');
    expect(input.modes).toEqual([true, false]);
  });

  it.each(['q', '3', '0', '\u0003', '12'])('asks nothing more at the key %j', async (key) => {
    expect(await at(terminal(key), 'fail with choices')).toBe(1);
    expect(submitted()).toEqual(['fail with choices']);
  });

  it.each([
    ['without a terminal', [], { ...terminal('1'), isTTY: false }],
    ['with --json', ['--json'], terminal('1')],
    ['with several questions', ['How many?'], terminal('1')],
  ])('waits for no key %s', async (_, args, input) => {
    const once = jest.spyOn(input, 'once');
    expect(await at(input, ...args, 'fail with choices')).toBe(1);
    expect(once).not.toHaveBeenCalled();
  });

  it('has what can be asked instead in JSON', async () => {
    await ask('--json', 'fail with choices');
    expect(JSON.parse(printed.out).failure.choices[0]).toEqual({
      question: 'How many users?',
      tables: ['users'],
      columns: [],
    });
  });

  it('fails when an artifact does not match its checksum', async () => {
    expect(await ask('torn')).toBe(1);
    expect(printed.err).toContain('table.csv does not match its checksum');
  });

  it('asks the questions of a file, a limited number at once, and fails when one of them fails', async () => {
    const file = join(folder, 'prompts.txt');
    writeFileSync(file, '# first\none\n\n two \r\nfail\nfour\nfive\n');
    expect(await ask('--file', file, '--parallel', '2', '--no-download')).toBe(1);
    expect(api.maxOpenJobs()).toBe(2);
    for (const prompt of ['one', 'two', 'four', 'five']) expect(printed.out).toContain(`The answer to ${prompt}\n`);
    expect(existsSync(join(folder, 'job1'))).toBe(false);
  });

  it('prints one line of JSON per job, and nothing else, to standard output', async () => {
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

  it('sends the limits of the command line', async () => {
    await ask('--size', 'large', '--timeout', '90', '--attempts', '1', 'x');
    expect(JSON.parse(api.seen[0]?.body ?? '')).toEqual({
      prompt: 'x',
      size: 'large',
      timeoutSeconds: 90,
      maxAttempts: 1,
    });
  });

  const followed = () =>
    api.seen
      .filter(({ line }) => line === 'POST /prompt')
      .map(({ body }) => JSON.parse(body) as { prompt: string; followUpOf?: string })
      .map(({ prompt, followUpOf }) => [prompt, followUpOf]);

  it('asks a follow-up of a job, and each further question as a follow-up of the one before', async () => {
    const job = '9r0awy9pdw6sypccrk38q9a2ej';
    expect(await ask('--follow-up', job, 'and by month?', 'only in May')).toBe(0);
    expect(followed()).toEqual([
      ['and by month?', job],
      ['only in May', 'job1'],
    ]);
  });

  it('asks a follow-up of the last job by default', async () => {
    await ask('How many?');
    expect(await ask('--follow-up', 'and by month?')).toBe(0);
    expect(followed().at(-1)).toEqual(['and by month?', 'job1']);
  });

  it('says that there is no job to follow', async () => {
    expect(await ask('--follow-up', 'and by month?')).toBe(2);
    expect(printed.err).toContain('There is no job that the question could follow.');
  });

  describe('--rerun', () => {
    const JOB = '01jdab3x9y7q2k4m6n8p0r1s2t';
    const bodies = () => api.seen.filter(({ line }) => line === `POST /jobs/${JOB}/rerun`).map(({ body }) => body);
    const programFile = (content: string | Buffer): string => {
      const file = join(folder, 'changed.py');
      writeFileSync(file, content);
      return file;
    };

    it('runs a job again and prints the answer', async () => {
      expect(await ask('--rerun', JOB, '--size', 'large', '--timeout', '60')).toBe(0);
      expect(printed.out).toContain(`The answer to the question of ${JOB}`);
      expect(bodies().map((body) => JSON.parse(body))).toEqual([{ size: 'large', timeoutSeconds: 60 }]);
    });

    it('runs the program of a file, as it is', async () => {
      const program = "answer('Grüße')\n";
      expect(await ask('--rerun', JOB, '--program', programFile(program), '--json')).toBe(0);
      expect(bodies().map((body) => JSON.parse(body))).toEqual([{ program }]);
      expect(JSON.parse(printed.out)).toMatchObject({ status: 'succeeded' });
    });

    it('fails with the failure of the program', async () => {
      expect(await ask('--rerun', JOB, '--program', programFile('fail'))).toBe(1);
      expect(printed.err).toContain('There is no table of planets.');
    });

    it('prints why the API refuses a program, and nothing about credentials', async () => {
      expect(await ask('--rerun', JOB, '--program', programFile('refuse'), '--json')).toBe(1);
      expect(printed.err).toContain('It runs none.');
      expect(printed.err).not.toContain('credentials');
      expect(JSON.parse(printed.out)).toEqual({ rerunOf: JOB, error: 'It runs none.' });
    });

    it.each([
      [['--program', 'x.py'], '--program needs --rerun'],
      [['--rerun', 'x'], 'must be the id of a job (got "x")'],
      [['--rerun', JOB, 'How many?'], 'asks no question'],
      [['--rerun', JOB, '--file', 'questions.txt'], 'asks no question'],
      [['--rerun', JOB, '--attempts', '2'], 'cannot be combined with --attempts'],
      [['--rerun', JOB, '--follow-up', JOB], 'cannot be combined with --follow-up'],
      [['--rerun', JOB, '--program', '/does/not/exist.py'], 'Cannot read the program'],
    ])('refuses %j', async (args, message) => {
      expect(await ask(...args)).toBe(2);
      expect(printed.err).toContain(message);
      expect(api.seen).toEqual([]);
    });

    it('refuses a file that is not UTF-8', async () => {
      expect(await ask('--rerun', JOB, '--program', programFile(Buffer.from([0x41, 0xff])))).toBe(2);
      expect(printed.err).toContain('is not UTF-8');
    });
  });

  it('asks typed questions as one conversation, which an empty line ends', async () => {
    const input = new PassThrough();
    const { stdin } = process;
    Object.defineProperty(process, 'stdin', { value: Object.assign(input, { isTTY: true }), configurable: true });
    input.end('How many?\nand by month?\n\nHow old?\n');
    expect(await ask()).toBe(0);
    Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
    expect(followed()).toEqual([
      ['How many?', undefined],
      ['and by month?', 'job1'],
      ['How old?', undefined],
    ]);
  });

  it('cancels running jobs on SIGINT', async () => {
    const running = ask('wait');
    while (!api.seen.some(({ line }) => line.startsWith('GET'))) await new Promise((wake) => setTimeout(wake, 20));
    process.emit('SIGINT');
    expect(await running).toBe(130);
    expect(api.seen.map(({ line }) => line)).toContain('POST /jobs/job1/cancel');
  });

  it.each([
    [[], 'No question given.'],
    [['--file', '/nowhere/prompts.txt'], 'Cannot read the questions'],
    [['--follow-up=job', 'x'], '--follow-up must be the id of a job (got "job")'],
    [['--parallel', 'many', 'x'], '--parallel must be a whole number'],
    [['--size', 'huge', 'x'], '--size must be small, medium or large (got "huge")'],
    [['--colour', 'x'], "Unknown option '--colour'. See --help."],
  ])('exits with 2 for the command line %j', async (args, reason) => {
    expect(await ask(...args)).toBe(2);
    expect(printed.err).toContain(reason);
    expect(api.seen).toHaveLength(0);
  });

  it('reports an unreachable API and how to start a local one', async () => {
    api.close();
    expect(await ask('x')).toBe(1);
    expect(printed.err).toMatch(/Can't reach the API at http:.*npm start/);
  });
});
