import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';
import { PHRASES } from './language/banned';
import { EXCEPTIONS, type Exception } from './language/exceptions';
import { type Ban, describeFinding, type Finding, findingsIn } from './language/findings';
import { readSource, sourceFiles, sourceText } from './language/source-text';

/** The glossary of CONTRIBUTING: a row for each name, with the banned words in code in its last cell. */
function glossary(page: string): Ban[] {
  const [, section = ''] = page.split('\n## Names\n');
  return (
    section
      .split('\n## ')[0]
      ?.split('\n')
      .flatMap((line) => {
        const [, use = '', , not = ''] = line.split('|').map((cell) => cell.trim());
        return [...not.matchAll(/`([^`]+)`/g)].map(([, phrase = '']) => ({
          phrase: phrase.endsWith('_') ? phrase : phrase.toLowerCase(),
          use: use.replaceAll('`', ''),
        }));
      }) ?? []
  );
}

const bans = [...glossary(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')), ...PHRASES];

const lineOf = ({ path, line }: Finding) => readFileSync(join(root, path), 'utf8').split('\n')[line - 1] ?? '';

const excuses = ({ path = '', phrase, line }: Exception, finding: Finding) =>
  (path === '' || finding.path === path || (path.endsWith('/') && finding.path.startsWith(path))) &&
  (phrase === undefined || finding.phrase === phrase) &&
  (line === undefined || line.test(lineOf(finding)));

/** Findings that no exception excuses, and exceptions that excuse no finding. */
function check(findings: readonly Finding[], exceptions: readonly Exception[]): string[] {
  const unneeded = exceptions.filter((exception) => !findings.some((finding) => excuses(exception, finding)));
  return [
    ...findings.filter((finding) => !exceptions.some((exception) => excuses(exception, finding))).map(describeFinding),
    ...unneeded.map(
      ({ path, phrase, reason }) => `This exception is no longer needed: ${path ?? ''} ${phrase ?? ''} (${reason})`,
    ),
  ];
}

describe('the language of the code and the docs', () => {
  const files = sourceFiles(root);

  it('has none of the banned words', () => {
    const findings = files.flatMap((path) => findingsIn(path, readSource(root, path), bans));
    expect(check(findings, EXCEPTIONS)).toEqual([]);
  });

  it('is read in every kind of file', () => {
    const kinds = new Set(files.map((path) => path.replace(/^.*[./]/, '')));
    expect([...kinds].sort()).toEqual([
      'Dockerfile',
      'cjs',
      'css',
      'html',
      'md',
      'mjs',
      'mts',
      'py',
      'run',
      'sh',
      'ts',
      'yaml',
      'yml',
    ]);
    expect(files.length).toBeGreaterThan(700);
    expect(files).toEqual(
      expect.arrayContaining(['.ci/run', '.github/workflows/ci.yml', 'README.md', 'template.yaml']),
    );
  });

  it('has a replacement for every banned word, and each once', () => {
    expect(bans.length).toBeGreaterThan(25);
    for (const { phrase, use } of bans)
      expect([phrase, use]).toEqual([expect.stringMatching(/^\w/), expect.stringMatching(/\w/)]);
    expect(new Set(bans.map(({ phrase }) => phrase)).size).toBe(bans.length);
  });
});

/** A file's name and text, and the lines and phrases that have to be found in it. */
const PLANTED: readonly [kind: string, name: string, text: string, found: readonly string[]][] = [
  ['an identifier in camel case', 'a.ts', 'const x = 1;\nexport const lastToldAt = x;', ['2: told']],
  ['an identifier in capitals', 'a.mjs', 'const PATIENCE_MS = 5;', ['1: patience']],
  ['the beginning of a constant', 'a.ts', 'const MOST_ROWS = 5, ALMOST_ALL = 1;', ['1: MOST_']],
  ['two words in an identifier', 'a.ts', 'interface Layers { heldBy: string }', ['1: held by']],
  ['a type', 'a.ts', 'type Rooms = string[];', ['1: rooms']],
  ['a comment at the end of a line', 'a.ts', "const url = 'http://said'; // as it was said\n", ['1: said']],
  ['a phrase over two lines', 'a.ts', '/**\n * An error that is for\n * good.\n */\nconst x = 1;', ['2: for good']],
  ['a comment after a template', 'a.ts', `const x = \`// told \${1 /* owed */}\`;`, ['1: owed']],
  ['the title of a test', 'a.ts', "it.each([1])('asks whoever is there', () => {});", ['1: whoever']],
  ['a docstring', 'a.py', 'def f():\n    """Says what the\n    room heard."""\n', ['3: heard', '3: room']],
  ['a comment of Python', 'a.py', "x = '# told'  # nobody's\n", ['1: nobody']],
  ['an identifier of Python', 'a.py', 'def kept_back(rooms_left):\n    pass\n', ['1: kept back', '1: rooms']],
  ['a comment of YAML', 'a.yaml', 'Key: value # of somebody\n', ['1: somebody']],
  ['a text of YAML', 'a.yaml', 'Description: Waits for somebody\n', ['1: somebody']],
  ['a comment of a shell script', 'a.sh', 'echo "#told"\n# what was told\n', ['1: told', '2: told']],
  ['a comment of HTML', 'a.html', '<!-- as told -->\n<p id="room">', ['1: told']],
  ['a text of HTML', 'a.html', '<p>\nWait for somebody.</p>', ['2: somebody']],
  ['a comment of CSS', 'a.css', '/* as told */ p { margin: 0 }', ['1: told']],
  ['a class of CSS', 'a.css', '.rooms-list { margin: 0 }', ['1: rooms']],
  ['the prose of a page', 'a.md', 'It *goes on* as told.\n', ['1: goes on', '1: told']],
];

describe('a banned word', () => {
  const all: Ban[] = bans;
  const found = (name: string, text: string) =>
    findingsIn(name, sourceText(name, text), all)
      .map(({ line, phrase }) => `${line}: ${phrase}`)
      .sort();

  it.each(PLANTED)('is found in %s', (_, name, text, expected) => {
    expect(found(name, text)).toEqual(expected);
  });

  it.each([
    ['a string', 'a.ts', `const x = 'told'; f(\`said \${x}\`); const y = /owed/;`],
    ['a longer word', 'a.ts', 'const bedroom = encoding; // aside, forgoing, retold'],
    ['a string of Python', 'a.py', "x = '''told'''; y = f(\"said\")\n"],
    ['code and links of a page', 'a.md', 'See [it](told.md), `told`.\n\n```\ntold\n```\n'],
    ['words of two sentences', 'a.ts', 'const held = 1; by(held);'],
  ])('is not found in %s', (_, name, text) => {
    expect(found(name, text)).toEqual([]);
  });

  it('comes with its place and its replacement', () => {
    const [finding] = findingsIn('a.md', sourceText('a.md', '\nA room.\n'), all);
    expect(finding && describeFinding(finding)).toBe('a.md:2: room → function');
  });
});

describe('an exception', () => {
  const finding: Finding = { path: 'CONTRIBUTING.md', line: 1, phrase: 'room', use: 'function' };

  it.each<[string, Exception]>([
    ['a file', { path: 'CONTRIBUTING.md', reason: '' }],
    ['a word', { phrase: 'room', reason: '' }],
    ['a line', { line: /^# Contributing$/, reason: '' }],
  ])('excuses %s', (_, exception) => {
    expect(check([finding], [exception])).toEqual([]);
  });

  it.each<[string, Exception]>([
    ['another file', { path: 'CONTRIBUTING', reason: '' }],
    ['another word', { path: 'CONTRIBUTING.md', phrase: 'rooms', reason: '' }],
    ['another line', { line: /^# Security$/, reason: '' }],
  ])('for %s excuses nothing, and is an error', (_, exception) => {
    expect(check([finding], [exception])).toEqual([
      'CONTRIBUTING.md:1: room → function',
      expect.stringContaining('no longer needed'),
    ]);
  });
});
