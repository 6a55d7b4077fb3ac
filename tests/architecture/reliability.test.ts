import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';

const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8').replaceAll('\n', ' ');

/** Every `file` *name of a test* on the page. */
const named = [...page.matchAll(/`(tests\/[^`]+)` \*([^*]+)\*/g)].map(([, file = '', name = '']): [string, string] => [
  file,
  name,
]);

describe('the tests that docs/reliability.md names', () => {
  it.each(named)('%s: %s', (file, name) => {
    expect(readFileSync(join(root, file), 'utf8')).toContain(name);
  });

  it('show each of the 25 pitfalls', () => {
    const rows = [...page.matchAll(/\| (\d+) \|([^|]*\|){2}([^|]*)\|/g)];
    expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    for (const [row] of rows) expect(row).toMatch(/`tests\/[^`]+` \*/);
    expect(named.length).toBeGreaterThan(40);
  });
});
