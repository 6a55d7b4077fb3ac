import { CatalogError, readCatalog } from '../../../../events/documents/catalog';

const faultOf = (text: string): string => {
  try {
    readCatalog(text);
  } catch (error) {
    expect(error).toBeInstanceOf(CatalogError);
    return (error as Error).message;
  }
  throw new Error('The catalog has no fault.');
};

const columns = (text: string) => `tables:\n  people:\n    columns:\n${text}`;

describe('a fault of the catalog', () => {
  it.each([
    [
      'an unknown key of a column',
      columns('      email: {sampel: false}\n'),
      4,
      /unknown key sampel .*description, sample and profile/,
    ],
    [
      'an unknown key of a table',
      'tables:\n  people:\n    hide: true\n',
      3,
      /unknown key hide .*description, use and columns/,
    ],
    ['an unknown key of the file', 'table: {}\n', 1, /unknown key table\. Allowed: tables/],
    [
      'a text for a switch',
      columns('      email:\n        profile: nope\n'),
      5,
      /people\.columns\.email\.profile .*true or false/,
    ],
    ['a number for a column', columns('      a: x\n      b: 3\n'), 5, /people\.columns\.b .*a text, or description/],
    ['a list of columns', 'tables:\n  people:\n    columns: [email]\n', 3, /people\.columns .*names of columns/],
    ['a table without content', 'tables:\n  people:\n', 2, /tables\.people .*description, use and columns/],
    ['a list', '- people\n', 1, /the file .*Allowed: tables/],
    ['a key twice', 'tables:\n  a: {use: true}\n  a: {use: false}\n', 3, /no YAML/],
    ['an open bracket', 'tables:\n  a: [', 2, /no YAML/],
  ])('is named with its line and what is allowed: %s', (_, text, line, fault) => {
    expect(faultOf(text)).toMatch(fault);
    expect(faultOf(text)).toContain(`catalog.yaml, line ${line}:`);
    expect(faultOf(text)).not.toMatch(/invalid.union|: invalid type/);
  });

  it('is named with all others', () => {
    expect(faultOf(columns('      a: {x: 1}\n      b: {y: 1}\n'))).toMatch(/line 4: .* line 5: /);
  });
});

it('an empty catalog, or one of comments, withholds nothing', () => {
  for (const text of [undefined, '', '# nothing yet\n', 'tables:\n']) {
    expect(readCatalog(text)).toMatchObject({ entries: [], withheldTables: [], valuesWithheld: false });
  }
});

describe('a name that YAML or JavaScript would change or lose, and its rules with it, is a fault with its line', () => {
  it.each([
    ['007', 'the name 007 is read as 7. Put it in quotes.'],
    ['1e3', 'the name 1e3 is read as 1000. Put it in quotes.'],
    ['0x10', 'the name 0x10 is read as 16. Put it in quotes.'],
    ['~', 'the name ~ is read as null. Put it in quotes.'],
    ['__proto__', 'no entry can have the name __proto__.'],
  ])('%s', (name, fault) => {
    expect(() => readCatalog(`tables:\n  a: {}\n  ${name}: {use: false}\n`)).toThrow(`catalog.yaml, line 3: ${fault}`);
    expect(() => readCatalog(`tables:\n  a:\n    columns:\n      ${name}: {sample: false}\n`)).toThrow(
      `line 4: ${fault}`,
    );
  });

  it('a list', () => {
    expect(() => readCatalog('tables: {[a, b]: {use: false}}')).toThrow('line 1: a name is missing, or is a list.');
  });

  it('not in quotes', () => {
    const text = 'tables: {"007": {use: false}, 2024: {use: false}, "~": {use: false}}';
    expect([...readCatalog(text).withheldTables].sort()).toEqual(['007', '2024', '~']);
  });
});

it.each([
  'tables:\n  staff: {use: false}\n  STAFF: {use: true}\n',
  'tables:\n  a:\n    columns: {id: x,\n      ID: y}\n',
])('a second entry of a name is a fault with its line: %j', (text) => {
  expect(() => readCatalog(text)).toThrow(/line [34]: there are two entries for (STAFF|ID)/);
});

it('a catalog under another name is a fault, whatever it says', () => {
  expect(() => readCatalog(undefined, '')).toThrow('Move it to config/catalog.yaml');
  expect(() => readCatalog('tables: {}', 'tables: {}')).toThrow('config/catalog.yml');
});
