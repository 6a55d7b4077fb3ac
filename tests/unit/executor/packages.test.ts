import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const executor = join(__dirname, '../../../executor');
const packages: { import: string; package: string; version: string; use: string }[] = JSON.parse(
  readFileSync(join(executor, 'packages.json'), 'utf8'),
);
const pinned = (text: string) => text.match(/^[a-z][\w.-]*==[\w.]+/gm) ?? [];

test('packages.json and requirements.in have the same packages and versions', () => {
  const listed = packages.map((one) => `${one.package}==${one.version}`).sort();
  expect(pinned(readFileSync(join(executor, 'requirements.in'), 'utf8')).sort()).toEqual(listed);
});

test('every package is locked, and every locked package has hashes', () => {
  const locked = readFileSync(join(executor, 'requirements.txt'), 'utf8');
  expect(pinned(locked)).toEqual(expect.arrayContaining(packages.map((one) => `${one.package}==${one.version}`)));
  for (const entry of locked.split(/\n(?=[a-z])/)) expect(entry).toContain('--hash=sha256:');
});
