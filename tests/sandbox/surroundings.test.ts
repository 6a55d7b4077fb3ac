import { spawnSync } from 'node:child_process';
import { attacks } from './hostile';
import { links } from './hostile/smugglers';
import { CANARY } from './hostile/stage';
import { GOOD, HUNT, type Outcome, superviseTable, table } from './hostile/supervisor';
import { openPackages, PYTHON, USER } from './unprivileged';

jest.setTimeout(280_000);

const root = process.getuid?.() === 0;

function expectHeld({ started, results }: Outcome, more = 0): void {
  expect(started).toMatchObject({ ok: true });
  expect(results).toHaveLength(attacks.length + 1 + more);
  expect(results[0]).toMatchObject({ name: GOOD.name, stdout: '3\n', leaked: false });
  expect(results[0]?.failure).toBeUndefined();
  expect(results.filter(({ stdout }) => stdout.includes('REACHED'))).toEqual([]);
  expect(results.filter(({ leaked }) => leaked)).toEqual([]);
  expect(results.filter(({ failure }) => failure?.kind === 'sandbox_unavailable')).toEqual([]);
}

const open = openPackages();
if ('reason' in open) console.warn(`The unprivileged sandbox was not tried: ${open.reason}.`);

('packages' in open ? test : test.skip)(
  'without root, Landlock and seccomp hold every program of the table',
  async () => {
    const libraries = 'packages' in open ? open.packages : '';
    const outcome = await superviseTable([], USER, { python: PYTHON, libraries });
    expectHeld(outcome);
    expect(outcome.started.layers).not.toContain('uid');
  },
);

('packages' in open ? test : test.skip).each([1, 5])(
  'without root, the first versions of Landlock hold every program of the table too (%i)',
  async (version) => {
    const libraries = 'packages' in open ? open.packages : '';
    const older = { unsafe: true, without: [`landlock>${version}`] };
    const outcome = await superviseTable([], USER, { python: PYTHON, libraries, ...older });
    expectHeld(outcome);
    expect(outcome.started.layers).toEqual(['unsafe', 'seccomp', `landlock:${version}`, 'rlimits']);
  },
);

const setpriv = root && spawnSync('setpriv', ['--version']).status === 0;
if (!setpriv) console.warn('A root with few capabilities was not tried: needs root and setpriv.');

(setpriv ? test : test.skip)('a root with no capabilities but those of a task holds every program', async () => {
  const few = ['--bounding-set=-all,+chown,+setuid,+setgid,+kill', '--inh-caps=-all'];
  const outcome = await superviseTable(['setpriv', ...few], 0, {}, [...table, ...links, HUNT]);
  expectHeld(outcome, links.length + 1);
  expect(outcome.started.layers).toEqual(expect.arrayContaining(['uid', 'seccomp']));
  // planted in the environment and the memory of the supervisor, of its neighbour, in files, and behind an address
  expect(outcome.said).not.toContain(CANARY);
  expect(outcome.results.at(-1)).toMatchObject({ name: HUNT.name, stdout: 'searched everywhere 0\n' });
});

(root ? test : test.skip)('the same hunter finds the canary in every place when nothing holds it', async () => {
  const nearby = { ...HUNT, program: HUNT.program.replace('HUNT_ALL = True', 'HUNT_ALL = False') };
  const none = { unsafe: true, without: ['uid', 'landlock', 'seccomp', 'limits'] };
  const { results, said } = await superviseTable([], 0, none, [nearby]);
  for (const place of ['environment of', 'memory of', 'file ', 'http://127.0.0.1'])
    expect(results[0]?.stdout).toContain(`FOUND ${place}`);
  expect(said).toContain(CANARY);
});
