import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attacks } from './hostile';
import { bombs } from './hostile/bombs';
import { channelAbuses } from './hostile/channel-abuse';
import { neverEnding } from './hostile/never-ending';
import { activeContent, links, names } from './hostile/smuggled-files';
import { statements } from './hostile/statements';
import { project } from './support';

const table: Readonly<Record<string, readonly { readonly name: string }[]>> = {
  attacks,
  'programs that exhaust a resource': bombs,
  'programs that do not end': neverEnding,
  'smuggled files': [...links, ...names],
  'artifacts with active content': activeContent,
  'abuses of the channel': channelAbuses,
  'hostile statements': statements,
};
const every = Object.values(table).flat();

test('the table has 121 programs and 75 statements, as docs/security.md says', () => {
  expect(new Set(every.map(({ name }) => name)).size).toBe(every.length);
  expect([every.length - statements.length, statements.length]).toEqual([121, 75]);
  const page = readFileSync(join(project, 'docs/security.md'), 'utf8');
  expect(page).toMatch(/has 121 programs and\s75 statements/);
});

test.each(Object.entries({ attacks: 55, 'programs that exhaust a resource': 15, 'smuggled files': 12 }))(
  'the table keeps its number of %s',
  (kind, minimum) => {
    expect(table[kind]?.length).toBeGreaterThanOrEqual(minimum);
  },
);

/** Fargate's kernel may have no Landlock; then the other layer of a pair is the only one. */
test.each(['uid', 'seccomp', 'landlock', 'limits'] as const)('some attacks are blocked by %s only', (layer) => {
  const alone = attacks.filter(({ blockedBy, noControl }) => {
    const available = blockedBy.filter((one) => layer === 'landlock' || one !== 'landlock');
    return available.length === 1 && available[0] === layer && noControl === undefined;
  });
  expect(alone.length).toBeGreaterThanOrEqual(layer === 'uid' || layer === 'seccomp' ? 10 : 2);
});

test('few attacks have no control run, and each has a reason', () => {
  const without = attacks.filter(({ noControl }) => noControl !== undefined);
  expect(without.length).toBeLessThanOrEqual(6);
  for (const { noControl } of without) expect(noControl).toMatch(/^(kernels without|x86 only)/);
});
