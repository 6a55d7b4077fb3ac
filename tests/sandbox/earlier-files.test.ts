import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { EarlierFile } from '../../executor/supervisor/ports';
import { type OpenSandbox, openSandbox } from './support';

jest.setTimeout(60_000);

const JOB = '0123456789abcdefghjkmnpqrs';

async function* partsOf(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text.slice(0, 3));
  yield Buffer.from(text.slice(3));
}

const fileOf = (path: string, text: string): EarlierFile => ({
  path,
  size: Buffer.byteLength(text),
  sha256: createHash('sha256').update(text).digest('hex'),
});

const add = ({ sandbox }: OpenSandbox, path: string, text: string) =>
  sandbox.addEarlierFile(fileOf(path, text), partsOf(text));

/** The answer of a program, or why it has none. */
async function answerOf(open: OpenSandbox, program: string): Promise<string | undefined> {
  const { answer, error, failure } = await open.run(`from interpreter import answer\n${program}`);
  return answer ?? error?.traceback ?? failure?.message;
}

const TEXT = 'month,trips\n5,12\n';
const PATH = `${JOB}/tables/by month.csv`;

/** Each tries one way to change the files; a program that succeeds reports it. */
const CHANGES = `
import os, shutil
path = 'earlier/${PATH}'
real = os.path.realpath('earlier')
ways = {
    'write': lambda: open(path, 'a').write('x'),
    'truncate': lambda: os.truncate(path, 0),
    'create': lambda: open('earlier/${JOB}/new.csv', 'w'),
    'create above': lambda: open(os.path.join(real, '..', 'new.csv'), 'w'),
    'unlink': lambda: os.unlink(path),
    'rename': lambda: os.rename(path, path + '.old'),
    'replace': lambda: (open('own.csv', 'w').close(), os.replace('own.csv', path)),
    'make a folder': lambda: os.mkdir('earlier/new'),
    'remove': lambda: shutil.rmtree(real),
    'link': lambda: os.symlink('/etc', 'earlier/${JOB}/link'),
}
done = []
for name, way in ways.items():
    try:
        way()
        done.append(name)
    except OSError:
        pass
for change in (lambda: os.chmod(path, 0o666), lambda: os.utime(path)):
    try:
        change()
    except OSError:
        pass
try:
    open(path, 'a').write('x')
    done.append('write after chmod')
except OSError:
    pass
answer(', '.join(done) or 'nothing', text=open(path).read())
`;

describe.each([
  ['with every layer', {}],
  ['without a user of its own', { without: ['uid'], unsafe: true }],
  ['without Landlock', { without: ['landlock'], unsafe: true }],
])('a sandbox %s', (_, changes) => {
  let open: OpenSandbox;
  beforeAll(async () => {
    open = await openSandbox(changes);
    expect(await add(open, PATH, TEXT)).toBe(true);
  });
  afterAll(() => open.close());

  it('has the files of earlier jobs below earlier/', async () => {
    const program = `import os, pandas as pd
frame = pd.read_csv('earlier/${PATH}')
answer(str(int(frame.trips[0])) + ' ' + ' '.join(os.listdir('earlier')))`;
    expect(await answerOf(open, program)).toBe(`12 ${JOB}`);
  });

  it('lets no program change them', async () => {
    const { answer, values, error } = await open.run(`from interpreter import answer\n${CHANGES}`);
    expect([answer ?? error?.traceback, values.text]).toEqual(['nothing', TEXT]);
  });

  it('hands over a program’s copy of a file, and not the files themselves', async () => {
    const { outputs, warnings } = await open.run(
      `import shutil\nfrom interpreter import answer\nshutil.copy('earlier/${PATH}', 'copy.csv')\nanswer('Copied.')`,
    );
    expect([outputs.map(({ name }) => name), warnings]).toEqual([['copy.csv'], []]);
  });

  it('gives them to the next program when one has removed the link', async () => {
    await answerOf(open, `import os\nos.unlink('earlier')\nos.mkdir('earlier')\nopen('earlier/own.csv', 'w')`);
    expect(await answerOf(open, `answer(open('earlier/${PATH}').read())`)).toBe(TEXT);
  });
});

describe('a file of an earlier job', () => {
  let open: OpenSandbox;
  beforeAll(async () => {
    open = await openSandbox();
  });
  afterAll(() => open.close());

  const hostile = ['../escaped', `${JOB}/../../escaped`, '/tmp/escaped', `${JOB}//x`, `${JOB}/.`, `${JOB}/a\0b`, ''];
  it.each(hostile)('is not stored under the name %p', async (path) => {
    expect(await add(open, path, TEXT)).toBe(false);
  });

  it('is not stored under a name that is too long, or that of a folder or below a file', async () => {
    expect(await add(open, `${JOB}/${'ä'.repeat(200)}`, TEXT)).toBe(false);
    expect(await add(open, `${JOB}/a/b`, TEXT)).toBe(true);
    expect(await add(open, `${JOB}/a`, TEXT)).toBe(false);
    expect(await add(open, `${JOB}/a/b/c`, TEXT)).toBe(false);
  });

  it('is not stored with another content or size, and can be stored again', async () => {
    const path = `${JOB}/again.csv`;
    const { sandbox } = open;
    for (const text of ['another content', 'month,trips\n5,13\n', TEXT.slice(0, 5), `${TEXT}more`])
      expect(await sandbox.addEarlierFile(fileOf(path, TEXT), partsOf(text))).toBe(false);
    expect(await add(open, path, TEXT)).toBe(true);
  });

  it('is removed when its download breaks off', async () => {
    const path = `${JOB}/broken.csv`;
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.from('mon');
      throw new Error('connection reset');
    }
    await expect(open.sandbox.addEarlierFile(fileOf(path, TEXT), broken())).rejects.toThrow('connection reset');
    expect(await add(open, path, TEXT)).toBe(true);
  });

  it('may have a name with spaces, accents and quotes', async () => {
    const path = `${JOB}/Größe "a" 'b'.csv`;
    expect(await add(open, path, TEXT)).toBe(true);
    const program = `import os\nanswer(repr(sorted(os.listdir('earlier/${JOB}')))) `;
    expect(await answerOf(open, program)).toContain('Größe');
  });
});

it('a sandbox without such files has no folder earlier', async () => {
  const open = await openSandbox();
  expect(await answerOf(open, `import os\nanswer(str(os.path.lexists('earlier')))`)).toBe('False');
  await open.close();
});

it('a sandbox that stops leaves none of them', async () => {
  const open = await openSandbox();
  await add(open, PATH, TEXT);
  const folder = (open.sandbox as unknown as { settings: { workDir: string } }).settings.workDir;
  await open.sandbox.stop();
  expect(readdirSync(folder)).toEqual([]);
  await open.close();
});
