import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageFiles } from '../../../../lib/page/files';

const parent = mkdtempSync(join(tmpdir(), 'page-files-'));
const folder = mkdtempSync(join(parent, 'page-'));
for (const name of ['a.js', 'a.js.br', 'a.js.gz', 'b.css', 'c.map', '../d.js']) writeFileSync(join(folder, name), name);
afterAll(() => rmSync(parent, { recursive: true }));

describe('the files of the page', () => {
  const files = pageFiles(folder);
  const read = (name: string, acceptEncoding?: string) => files(name, acceptEncoding)?.bytes.toString();

  it.each([
    ['br, gzip', 'a.js.br'],
    ['gzip, deflate', 'a.js.gz'],
    ['GZIP;q=0.5, br;q=0', 'a.js.gz'],
    ['br;q=0, gzip;q=0.0', 'a.js'],
    ['identity', 'a.js'],
    ['', 'a.js'],
    ['brr', 'a.js'],
  ])('are compressed as %j accepts', (header, name) => {
    expect(read('a.js', header)).toBe(name);
  });

  it('are sent as they are where no compressed copy exists', () => {
    expect(files('b.css', 'br')).toEqual({ mediaType: 'text/css; charset=utf-8', bytes: Buffer.from('b.css') });
  });

  it.each(['../d.js', 'c.map', 'a.js.br', 'none.js', 'constructor'])('do not include %j', (name) => {
    expect(files(name)).toBeUndefined();
  });
});
