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
