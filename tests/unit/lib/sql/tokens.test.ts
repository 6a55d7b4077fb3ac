import { tokensOf, withoutStrings } from '../../../../lib/sql/tokens';

const kindsOf = (sql: string) => tokensOf(sql).map(({ kind, text }) => [kind, text]);

it.each<[string, [string, string][]]>([
  ['', []],
  [' \t\r\n\u00a0', []],
  [
    'Select größe',
    [
      ['word', 'SELECT'],
      ['word', 'GRÖSSE'],
    ],
  ],
  [
    'a$1 _b 🔒',
    [
      ['word', 'A$1'],
      ['word', '_B'],
      ['word', '🔒'],
    ],
  ],
  ['"A ""b"""', [['quotedName', 'A "b"']]],
  ["'it''s -- ; \"'", [['string', "'it''s -- ; \"'"]]],
  ["'\\'", [['string', "'\\'"]]],
  ['1 1.5 .5 1. 1e5 1E-5', ['1', '1.5', '.5', '1.', '1e5', '1E-5'].map((text) => ['number', text])],
  [
    '1e5from',
    [
      ['number', '1e5'],
      ['word', 'FROM'],
    ],
  ],
  [
    '1e--5',
    [
      ['number', '1'],
      ['word', 'E'],
    ],
  ],
  [
    'a::b<>c||d',
    [
      ['word', 'A'],
      ['symbol', '::'],
      ['word', 'B'],
      ['symbol', '<>'],
      ['word', 'C'],
      ['symbol', '||'],
      ['word', 'D'],
    ],
  ],
  [
    '$$a$$',
    [
      ['symbol', '$'],
      ['symbol', '$'],
      ['word', 'A$$'],
    ],
  ],
  [
    "$$'$$",
    [
      ['symbol', '$'],
      ['symbol', '$'],
      ['unterminated', "'"],
      ['symbol', '$'],
      ['symbol', '$'],
    ],
  ],
  [
    'a--b\rc',
    [
      ['word', 'A'],
      ['word', 'C'],
    ],
  ],
  [
    'a--b\nc',
    [
      ['word', 'A'],
      ['word', 'C'],
    ],
  ],
  ['a--b', [['word', 'A']]],
  [
    'a/* b */c',
    [
      ['word', 'A'],
      ['word', 'C'],
    ],
  ],
  ['/* /* a */ b */ c', [['word', 'C']]],
  [
    "/* ' */ a -- ' \n b",
    [
      ['word', 'A'],
      ['word', 'B'],
    ],
  ],
  [
    "'open",
    [
      ['unterminated', "'"],
      ['word', 'OPEN'],
    ],
  ],
  [
    '"open',
    [
      ['unterminated', '"'],
      ['word', 'OPEN'],
    ],
  ],
  ["'a'''", [['string', "'a'''"]]],
  [
    "'a''",
    [
      ['string', "'a'"],
      ['unterminated', "'"],
    ],
  ],
  [
    '/* open',
    [
      ['unterminated', '/*'],
      ['word', 'OPEN'],
    ],
  ],
  [
    '/* /* a */ b',
    [
      ['unterminated', '/*'],
      ['unterminated', '/*'],
      ['word', 'A'],
      ['symbol', '*'],
      ['symbol', '/'],
      ['word', 'B'],
    ],
  ],
  [
    'a \ud800',
    [
      ['word', 'A'],
      ['word', '\ud800'],
    ],
  ],
])('reads %j', (sql, tokens) => {
  expect(kindsOf(sql)).toEqual(tokens);
});

/** Pseudorandom numbers from 0 to 1, the same in every run of the test. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let hash = Math.imul(state ^ (state >>> 15), 1 | state);
    hash = (hash + Math.imul(hash ^ (hash >>> 7), 61 | hash)) ^ hash;
    return ((hash ^ (hash >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomNumbers(22);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const many = <T>(make: () => T): T[] => Array.from({ length: Math.floor(random() * 12) }, make);

/** Parts of statements, each with its token, if any. */
const terminated: readonly [source: string, kind: string | undefined, text: string][] = [
  ["'a -- b'", 'string', "'a -- b'"],
  ["'/*'", 'string', "'/*'"],
  ["'\"'", 'string', "'\"'"],
  ["''", 'string', "''"],
  ["';'", 'string', "';'"],
  ['"\'"', 'quotedName', "'"],
  ['"*/"', 'quotedName', '*/'],
  ['"a""b"', 'quotedName', 'a"b'],
  ['-- \' " /* $$\n', undefined, ''],
  ['/* \' " -- ; */', undefined, ''],
  ['/* /* */ */', undefined, ''],
  ['$', 'symbol', '$'],
  ['\\', 'symbol', '\\'],
  [';', 'symbol', ';'],
  ['select', 'word', 'SELECT'],
  ['é', 'word', 'É'],
  ['7', 'number', '7'],
];

it('reads any combination of parts as the tokens of the parts', () => {
  for (let round = 0; round < 2_000; round += 1) {
    const parts = many(() => pick(terminated));
    const sql = parts.map(([source]) => source).join(' ');
    const expected = parts.flatMap(([, kind, text]) => (kind === undefined ? [] : [[kind, text]]));
    expect([sql, kindsOf(sql)]).toEqual([sql, expected]);
    const emptied = parts.map(([source, kind]) => (kind === 'string' ? "''" : source)).join(' ');
    expect(withoutStrings(sql)).toBe(emptied);
  }
});

const fragments = [...terminated.map(([source]) => source), "'", '"', '/*', '*/', '--', '\n', '(', '1e', '\ud800', '`'];

it('reads any text as tokens in the order of the source', () => {
  for (let round = 0; round < 2_000; round += 1) {
    const sql = many(() => pick(fragments)).join(pick(['', ' ']));
    const tokens = tokensOf(sql);
    for (const [index, { kind, text, from, to }] of tokens.entries()) {
      expect(from).toBeGreaterThanOrEqual(tokens[index - 1]?.to ?? 0);
      expect(to).toBeGreaterThan(from);
      if (kind !== 'word' && kind !== 'quotedName') expect(sql.slice(from, to)).toBe(text);
    }
  }
});

it.each([
  ['unterminated comments', '/*'.repeat(50_000)],
  ['nested comments', `${'/*'.repeat(25_000)}${'*/'.repeat(25_000)}`],
  ['quotes', "'".repeat(99_999)],
  ['mixed quotes', `'"`.repeat(50_000)],
])('takes linear time: %s', (_, sql) => {
  const started = performance.now();
  tokensOf(sql);
  expect(performance.now() - started).toBeLessThan(500);
});
