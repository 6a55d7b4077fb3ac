import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attacks } from './hostile';
import { bombs } from './hostile/bombs';
import { overstayers } from './hostile/overstayers';
import { links, names, shown } from './hostile/smugglers';
import { statements } from './hostile/statements';
import { talkers } from './hostile/talkers';
import { project } from './support';

const table: Readonly<Record<string, readonly { readonly name: string }[]>> = {
  'ways out': attacks,
  'ways to use up the machine': bombs,
  'ways not to end': overstayers,
  'ways to have something taken over': [...links, ...names],
  'outputs that would run where they are shown': shown,
  'ways to misuse the channel': talkers,
  'statements that lead out of the warehouse': statements,
};
const every = Object.values(table).flat();

test('121 hostile programs and 75 statements are tried, as the page on security says', () => {
  expect(new Set(every.map(({ name }) => name)).size).toBe(every.length);
  expect([every.length - statements.length, statements.length]).toEqual([121, 75]);
  const page = readFileSync(join(project, 'docs/security.md'), 'utf8');
  expect(page).toMatch(/holds 121 programs and\s75 statements/);
});

test.each(
  Object.entries({ 'ways out': 55, 'ways to use up the machine': 15, 'ways to have something taken over': 12 }),
)('%s are not fewer than they were', (kind, least) => {
  expect(table[kind]?.length).toBeGreaterThanOrEqual(least);
});

/** Where a kernel has no Landlock, as Fargate's may not have it, the other layer of a pair is the only one. */
test.each(['uid', 'seccomp', 'landlock', 'limits'] as const)('taking away %s lets named programs through', (layer) => {
  const alone = attacks.filter(({ heldBy, noControl }) => {
    const there = heldBy.filter((one) => layer === 'landlock' || one !== 'landlock');
    return there.length === 1 && there[0] === layer && noControl === undefined;
  });
  expect(alone.length).toBeGreaterThanOrEqual(layer === 'uid' || layer === 'seccomp' ? 10 : 2);
});

test('few programs of the table have no control run, and each says why', () => {
  const without = attacks.filter(({ noControl }) => noControl !== undefined);
  expect(without.length).toBeLessThanOrEqual(6);
  for (const { noControl } of without) expect(noControl).toMatch(/^(kernels without|x86 only)/);
});
