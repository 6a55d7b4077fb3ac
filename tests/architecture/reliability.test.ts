import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/paths';

const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8').replaceAll('\n', ' ');

/** Each reference on the page: `file` *title of a test*. */
const references = [...page.matchAll(/`(tests\/[^`]+)` \*([^*]+)\*/g)].map(
  ([, file = '', title = '']): [string, string] => [file, title],
);

describe('the tests named in docs/reliability.md', () => {
  it.each(references)('%s: %s', (file, title) => {
    expect(readFileSync(join(root, file), 'utf8')).toContain(title);
  });

  it('cover each of the 25 pitfalls', () => {
    const rows = [...page.matchAll(/\| (\d+) \|([^|]*\|){2}([^|]*)\|/g)];
    expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    for (const [row] of rows) expect(row).toMatch(/`tests\/[^`]+` \*/);
    expect(references.length).toBeGreaterThan(40);
  });
});
