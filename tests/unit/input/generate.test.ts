import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

const input = join(__dirname, '../../../input');
const rows = (table: string) =>
  readFileSync(join(input, `${table}.csv`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));

describe('the example tables', () => {
  it.each(['users.csv', 'interactions.csv'])('%s is what the generator makes, byte for byte', (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'input-'));
    try {
      execFileSync(process.execPath, [join(input, 'generate.mjs'), folder]);
      expect(readFileSync(join(folder, name)).equals(readFileSync(join(input, name)))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('have 1,000 users and 5,000 interactions of these users, in the order of time', () => {
    const [, ...users] = rows('users');
    const [, ...interactions] = rows('interactions');
    const ids = new Set(users.map(([userid]) => userid));
    expect([ids.size, interactions.length]).toEqual([1000, 5000]);
    expect(interactions.every(([userid]) => ids.has(userid))).toBe(true);
    const times = interactions.map(([, timestamp]) => timestamp);
    expect([...times].sort()).toEqual(times);
  });

  it('have a type that gives the purchase away, and nulls', () => {
    const [, ...interactions] = rows('interactions');
    const bought = interactions.filter(([, , , type]) => type === 'purchase');
    expect(bought.length).toBeGreaterThan(100);
    expect(bought.every((row) => row[6] === '1')).toBe(true);
    expect(interactions.some(([, , , type, , , purchase]) => type !== 'purchase' && purchase === '1')).toBe(true);
    expect(interactions.some((row) => row[5] === '')).toBe(true);
    expect(rows('users').some(([, age]) => age === '')).toBe(true);
  });

  it('have each of their columns described in the catalog', () => {
    const catalog = parse(readFileSync(join(input, 'catalog.yaml'), 'utf8'));
    for (const table of ['users', 'interactions']) {
      expect(Object.keys(catalog.tables[table].columns)).toEqual(rows(table)[0]);
    }
  });
});
